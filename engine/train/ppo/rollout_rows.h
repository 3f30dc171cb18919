#pragma once
// Rows of a rollout, by number: the order in which they are worked on, and parts of it.

#include <algorithm>
#include <cstdint>
#include <numeric>
#include <span>
#include <vector>

#include <torch/types.h>

#include "engine/train/ppo/rollout.h"

namespace im {

/// 0 .. count - 1
inline std::vector<std::int64_t> all_rows(std::int64_t count) {
    std::vector<std::int64_t> rows(static_cast<std::size_t>(count));
    std::iota(rows.begin(), rows.end(), 0);
    return rows;
}

/// Sequences of like length go together: less padding.
inline void sort_by_length(std::vector<std::int64_t>& rows, const Rollout& rollout) {
    std::stable_sort(rows.begin(), rows.end(), [&](std::int64_t a, std::int64_t b) {
        return rollout.tokens[static_cast<std::size_t>(a)].size() <
               rollout.tokens[static_cast<std::size_t>(b)].size();
    });
}

/// `work` on a span of at most so many rows after the other.
template <class Work>
void in_parts(const std::vector<std::int64_t>& rows, std::int64_t rows_at_a_time, const Work& work) {
    for (std::size_t first = 0; first < rows.size(); first += static_cast<std::size_t>(rows_at_a_time)) {
        work(std::span(rows).subspan(
            first, std::min(static_cast<std::size_t>(rows_at_a_time), rows.size() - first)));
    }
}

/// (n) int64, for index_select.
inline torch::Tensor index_of(std::span<const std::int64_t> rows) {
    return torch::tensor(at::ArrayRef<std::int64_t>(rows.data(), rows.size()), torch::kInt64);
}

}  // namespace im
