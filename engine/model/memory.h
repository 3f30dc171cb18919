#pragma once
// Whether memory is there for a model. Torch-free header.

#include <cstdint>
#include <exception>
#include <filesystem>

namespace im {

/// Main memory that a program can still take, in bytes (Linux's MemAvailable); 0 where that is not known.
std::uint64_t memory_available();

/// Whether the model in the folder can be loaded into main memory with what is there now, by the size of its
/// files, corrections' base included. True where either is not known.
bool has_room_for_model(const std::filesystem::path& model_folder);

/// Of main memory or a graphics card's.
bool is_out_of_memory(const std::exception& error);

}  // namespace im
