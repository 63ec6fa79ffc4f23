"""What every application stands on and none of them owns."""
