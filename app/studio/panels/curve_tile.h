#pragma once
// One curve in the Curves panel: a trace over iterations with what belongs to it, its newest value, and what the mouse
// asks for.

#include <string>

#include <imgui.h>

#include "app/studio/state/series.h"

namespace im::studio {

struct Curve {
    std::string name;
    std::string explanation;
    const char* format;  ///< of a value
    ImVec4 colour;
    const Series& x;
    const Series& y;
    const Series* low = nullptr;  ///< with high: a band
    const Series* high = nullptr;
    const Series* second = nullptr;  ///< a thinner line on the same axis
    const char* second_name = "second";
    bool marked = false;                ///< points far apart
    const Series* earlier_x = nullptr;  ///< with earlier_y: of another run
    const Series* earlier_y = nullptr;
};

/// What the user asked for with the tile's menu.
enum class CurveWish { None, CopyCsv, SaveCsv, SavePicture };

struct TileOptions {
    double iterations = 1;  ///< the axis' end
    float smoothing = 0;    ///< above 0 the raw trace is thin
    /// Iteration under the mouse, in whichever tile it is, to be shown in all; below 0: none. Read and set.
    double* cursor = nullptr;
};

/// Of `size`, with its title. Its corner and size stand in ImGui's last item afterwards.
CurveWish draw_curve_tile(const Curve& curve, const TileOptions& options, ImVec2 size);

/// The curve's table for other programs.
std::string csv_of(const Curve& curve, float smoothing);

}  // namespace im::studio
