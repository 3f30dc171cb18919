#pragma once
// Checkpoints written by Python's torch.save (.pth, .pt, .tar), read without running
// anything that they ask for.
//
// Such a file is a pickle, a small program that builds objects by calling functions by name. This reader
// knows the handful of names that tensors need and refuses every other one. It reads the zip layout
// (torch 1.6 and later, TorchScript archives included) and the stream of pickles before it. Tensors saved
// from a GPU arrive like any other.

#include <cstdint>
#include <filesystem>
#include <map>
#include <string>
#include <vector>

#include "engine/io/safetensors.h"

namespace im {

class TorchCheckpoint {
  public:
    /// Throws Input naming the file and what is wrong with it: not a checkpoint, truncated, asks for an
    /// unknown function, a tensor that reaches beyond its storage. Sizes are checked before memory is taken.
    static TorchCheckpoint read(const std::filesystem::path& file);
    TorchCheckpoint(TorchCheckpoint&&) = default;  // views stay valid; a copy's would not
    TorchCheckpoint& operator=(TorchCheckpoint&&) = default;

    /// Every tensor of the file under its path through dictionaries, lists and objects, joined by dots:
    /// {"net": {"encoder.weight": t}} gives "net.encoder.weight". C order.
    const std::map<std::string, TensorView>& tensors() const { return tensors_; }
    /// Plain numbers under their paths: epochs, iteration counts.
    const std::map<std::string, double>& numbers() const { return numbers_; }

  private:
    TorchCheckpoint() = default;
    std::vector<std::byte> bytes_;                // the file; contiguous tensors look into it
    std::vector<std::vector<std::byte>> copies_;  // tensors that had to be rearranged
    std::map<std::string, TensorView> tensors_;
    std::map<std::string, double> numbers_;
};

}  // namespace im
