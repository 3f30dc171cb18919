#pragma once
// What an FBX file says before and beside its scene, binary or text, of any version.

#include <string>
#include <string_view>
#include <vector>

namespace im {

struct FbxHeader {
    int version = 0;                      ///< 7400 for 7.4; 0: the file is no FBX
    std::vector<std::string> limb_nodes;  ///< names of the models that are joints, as the file has them
};

/// Never throws for the content: what is broken ends the list.
FbxHeader read_fbx_header(std::string_view bytes);

}  // namespace im
