"""Writers: document JSON, Parquet and CSV tables, and the folder that takes them in whole or not at all."""
