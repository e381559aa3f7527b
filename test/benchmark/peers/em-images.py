"""The training step of the recipe em-images."""
from paired import PairedTraining
from training import serve

serve(PairedTraining)
