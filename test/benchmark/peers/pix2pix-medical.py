"""The training step of the recipe pix2pix-medical."""
from paired import PairedTraining
from training import serve

serve(PairedTraining)
