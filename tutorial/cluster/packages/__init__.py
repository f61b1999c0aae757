"""The catalogue of packages: a folder each, as in the Universe, with `package.json` (what it is), `config.json` (its
options and their defaults), `resource.json` (its images) and `marathon.json.mustache` (its app). Read once, like code.
"""
