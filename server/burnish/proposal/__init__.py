"""From a finding to candidate rewrites: choose the region, ask the model, read its answer strictly."""
