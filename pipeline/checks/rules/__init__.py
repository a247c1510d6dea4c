"""The rules, one file each; `registry.RULES` lists them."""
