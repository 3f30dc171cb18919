#pragma once
// Scenes and sequences as JSON.
//
//   {"format": "instructmotion sequence", "version": 1, "seed": 7,
//    "blocks": [{"prompt": "a person walks forward", "seconds": 4}, {"prompt": "a person waves"}]}
//
//   {"format": "instructmotion scene", "version": 1, "model": "starter",
//    "figures": [{"name": "Ann", "seed": 7, "blocks": [...], "path": {"points": [[0, 0], [0, 4]]},
//                 "pins": [{"part": "left hand", "at": 2, "place": [0.3, 1.5, 2]}],
//                 "edits": [{"edit": "between", "from": 1, "to": 2, "prompt": "a person jumps", "seed": 3}]}]}
//
// A sequence is a scene of one figure, whose keys stand at the top. docs/directing.md lists all keys.

#include <filesystem>
#include <string>

#include <nlohmann/json_fwd.hpp>

#include "engine/direct/scene.h"

namespace im {

/// Throws Input naming file, place, expected and found: no JSON, cut off, a newer version, an unknown key, a
/// value out of range, NaN, more than kFiguresMax figures or kBlocksMax blocks.
Scene load_scene(const std::filesystem::path& file);
/// The same of a JSON value; `place` opens the messages, relative files start in `folder`.
Scene parse_scene(const nlohmann::json& content, const std::string& place,
                  const std::filesystem::path& folder);

nlohmann::json to_json(const Scene& scene);
/// Atomically. Files that the scene names are told relative to the file's folder where they lie in it. Throws
/// Resource.
void save_scene(const std::filesystem::path& file, Scene scene);

}  // namespace im
