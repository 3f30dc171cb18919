#include "engine/evaluate/evaluation_embeddings.h"

#include <algorithm>
#include <numeric>
#include <set>
#include <utility>

#include <torch/torch.h>

#include "engine/evaluate/timer.h"

namespace im {
namespace {

constexpr std::size_t kChunk = 64;  // motions in memory at once

}  // namespace

EvaluationEmbeddings::EvaluationEmbeddings(double& seconds, std::function<void()> poll)
    : seconds_(seconds), poll_(std::move(poll)) {}

torch::Tensor EvaluationEmbeddings::text(const MotionTextEncoders& encoders, const Caption& caption) {
    auto& known = texts_[&encoders];
    const auto found = known.find(caption.text);
    if (found != known.end()) return found->second;
    const Timer timer(seconds_);
    return known.emplace(caption.text, encoders.embed_texts({caption})).first->second;
}

torch::Tensor EvaluationEmbeddings::texts(const MotionTextEncoders& encoders,
                                          const std::vector<Caption>& captions) {
    auto& known = texts_[&encoders];
    std::vector<Caption> missing;
    std::set<std::string> listed;
    for (const auto& caption : captions) {
        if (!known.contains(caption.text) && listed.insert(caption.text).second) missing.push_back(caption);
    }
    for (std::size_t first = 0; first < missing.size(); first += kChunk) {
        const Timer timer(seconds_);
        const auto last = std::min(first + kChunk, missing.size());
        const std::vector<Caption> part(missing.begin() + static_cast<std::ptrdiff_t>(first),
                                        missing.begin() + static_cast<std::ptrdiff_t>(last));
        const auto embedded = encoders.embed_texts(part);
        for (std::size_t i = 0; i < part.size(); ++i) {
            const auto row = static_cast<std::int64_t>(i);
            known.emplace(part[i].text, embedded.slice(0, row, row + 1).clone());
        }
        poll_();
    }
    std::vector<torch::Tensor> rows;
    for (const auto& caption : captions) rows.push_back(known.at(caption.text));
    return torch::cat(rows);
}

torch::Tensor EvaluationEmbeddings::motions(const MotionTextEncoders& encoders, const LazyMotions& motions,
                                            const std::function<void(const MotionBatch&)>& seen) {
    std::vector<std::size_t> order(motions.frames.size());
    std::iota(order.begin(), order.end(), std::size_t{0});
    std::stable_sort(order.begin(), order.end(),
                     [&](auto a, auto b) { return motions.frames[a] < motions.frames[b]; });
    auto all = torch::empty({static_cast<std::int64_t>(order.size()), encoders.width()});
    for (std::size_t first = 0; first < order.size(); first += kChunk) {
        poll_();
        const auto numbers = std::span(order).subspan(first, std::min(kChunk, order.size() - first));
        const auto batch = motions.load(numbers);
        {
            const Timer timer(seconds_);
            const auto rows = encoders.embed_motions(batch.features, batch.frames);
            for (std::size_t i = 0; i < numbers.size(); ++i)
                all[static_cast<std::int64_t>(numbers[i])] = rows[static_cast<std::int64_t>(i)];
        }
        if (seen) seen(batch);
    }
    return all;
}

}  // namespace im
