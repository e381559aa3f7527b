// Compiled into tfjs-node's binding before its own sources: every tensor gets its own copy of the values.
// The binding lets tensors share the memory of JavaScript's typed arrays and gives the reference back when the
// tensor dies. Inside a compiled step that happens on a thread of TensorFlow, where Node-API must not be
// called; V8's counts then go wrong and it ends the process (decision 0002). Ours, as the binding's package
// has no newer version.
#pragma once

#include <cstddef>
#include <cstdint>
#include <cstring>

#include "tensorflow/c/c_api.h"

// `data` is released at once, on the thread that called.
inline TF_Tensor *NewOwnedTensor(TF_DataType dtype, const int64_t *shape, int rank, void *data, size_t bytes,
                                 void (*release)(void *data, size_t bytes, void *arg), void *arg) {
  TF_Tensor *tensor = TF_AllocateTensor(dtype, shape, rank, bytes);
  if (tensor != nullptr && bytes > 0) std::memcpy(TF_TensorData(tensor), data, bytes);
  release(data, bytes, arg);
  return tensor;
}

#define TF_NewTensor NewOwnedTensor
