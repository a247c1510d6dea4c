"""Pages as scanners and cameras leave them, drawn from forms whose every figure is known."""
