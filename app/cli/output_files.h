#pragma once
// The names of the files that generate and export write, and whether they can be written.

#include <filesystem>
#include <string>
#include <vector>

namespace im::cli {

/// NAME.ext -> NAME-0002-01.ext. A number of 0 is left out; digits: at least 4 for the prompt, 2 for the
/// variation, more when the count needs them, so that names sort.
std::filesystem::path numbered(const std::filesystem::path& file, int prompt, int prompt_count, int variation,
                               int variation_count);

/// Whether the file name has {name} or {number} in it.
bool is_name_pattern(const std::filesystem::path& file);
/// Puts `name`, without what no file name can hold, in place of {name}, and `number` of `count`, with as many
/// digits as the count has, in place of {number}.
std::filesystem::path named(const std::filesystem::path& pattern, const std::string& name, int number,
                            int count);

/// What they may end in: ".bvh, .fbx, ..."
std::string clip_extension_list();

/// To be called before any work. Throws Usage for an extension that is not known, Resource when the folder is
/// missing or may not be written to.
void check_outputs(const std::vector<std::filesystem::path>& files);

}  // namespace im::cli
