"""Writers that turn one description into every format in which reports are published, none of them made by the software under test."""
