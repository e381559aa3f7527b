"""The training step of the recipe live-cell-unet."""
from paired import PairedTraining
from training import serve

serve(PairedTraining)
