#pragma once
// The formats that clips are saved in, a row each. A writer ends with its row; a new one is declared here and joins the
// list, and saving, loading, the save dialog and the command line's help have it.

#include <vector>

#include "engine/io/clip_io.h"

namespace im {

ClipFormat bvh_format();   // bvh.cpp
ClipFormat fbx_format();   // fbx_writer.cpp
ClipFormat glb_format();   // gltf_writer.cpp
ClipFormat usd_format();   // usd_writer.cpp
ClipFormat npy_format();   // clip_arrays.cpp
ClipFormat npz_format();   // clip_arrays.cpp
ClipFormat csv_format();   // clip_text.cpp
ClipFormat json_format();  // clip_text.cpp

/// In the order of lists: for animation programs first.
inline std::vector<ClipFormat> all_clip_formats() {
    return {bvh_format(), fbx_format(), glb_format(), usd_format(),
            npy_format(), npz_format(), csv_format(), json_format()};
}

/// As the options say; where they name no unit, in the format's, which has one.
FileSpace space_of(const ClipFormat& format, const ExportOptions& options);

}  // namespace im
