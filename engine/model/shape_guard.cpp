#include "engine/model/shape_guard.h"

#include <fmt/ranges.h>

#include "engine/core/error.h"

namespace im {

void expect_shape(const torch::Tensor& tensor, const std::vector<std::int64_t>& expected,
                  std::string_view name) {
    bool same = tensor.defined() && tensor.dim() == static_cast<std::int64_t>(expected.size());
    for (std::size_t i = 0; same && i < expected.size(); ++i)
        same = expected[i] < 0 || tensor.size(static_cast<int>(i)) == expected[i];
    if (same) return;
    const std::vector<std::int64_t> found =
        tensor.defined() ? tensor.sizes().vec() : std::vector<std::int64_t>{};
    throw input_error(
        "{}: expected shape ({}), found {} (-1 is any size)", name, fmt::join(expected, ", "),
        tensor.defined() ? fmt::format("({})", fmt::join(found, ", ")) : std::string("no tensor"));
}

}  // namespace im
