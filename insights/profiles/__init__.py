"""The patterns of the article as content, one readable YAML file each, and their strict loader."""
