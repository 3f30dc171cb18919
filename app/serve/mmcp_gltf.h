#pragma once
// MMCP's answer: a glTF 2.0 document with one animation a sample and the extension MMCP_motion.

#include <map>
#include <string>
#include <vector>

#include <nlohmann/json.hpp>

#include "app/serve/mmcp_skeleton.h"

namespace im::serve {

struct MmcpSample {
    RigTrack track;
    std::vector<int> boundaries;  ///< frames at which pieces were joined
    /// Joint of the rig, and for each frame whether it rests on the floor.
    std::vector<std::pair<std::string, std::vector<bool>>> contacts;
};

struct MmcpAnswer {
    std::string model;
    double fps = 20;
    const Rig* rig = nullptr;  ///< as sent
    bool retargeted = false;   ///< tells which of the rig's joints play the canonical ones
    std::vector<MmcpSample> samples;
};

/// Nodes are the request's joints, in their order; for each sample "sample_N" linear keys on every frame: a
/// rotation for each joint, a translation for the root. Buffers are inside, as a data: URI.
std::string gltf_json(const MmcpAnswer& answer);
/// The same in one binary file.
std::string gltf_binary(const MmcpAnswer& answer);

}  // namespace im::serve
