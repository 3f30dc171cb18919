#include "engine/evaluate/evaluation_motions.h"

#include <algorithm>

#include <torch/torch.h>

#include "engine/evaluate/timer.h"

namespace im {

std::vector<ClipDraw> draw_clips(const EvaluationSet& set, const std::vector<std::size_t>& items,
                                 int frames_per_step, std::mt19937_64& random) {
    const auto below = [&](std::size_t count) { return static_cast<std::size_t>(random() % count); };
    std::vector<ClipDraw> draws;
    for (const auto item : items) {
        ClipDraw chosen{item, below(set.items[item].captions.size()), 0, 0};
        const int all = set.items[item].motion.frames;
        if (all > 0) {
            const int steps = std::max(1, all / frames_per_step - (below(3) == 0 ? 1 : 0));
            chosen.frames = steps * frames_per_step;
            chosen.first_frame = static_cast<int>(below(static_cast<std::size_t>(all - chosen.frames + 1)));
        }
        draws.push_back(chosen);
    }
    return draws;
}

LazyMotions captured_motions(const EvaluationSet& set, const std::vector<ClipDraw>& draws) {
    LazyMotions motions;
    for (const auto& d : draws) motions.frames.push_back(d.frames);
    motions.load = [&set, draws](std::span<const std::size_t> numbers) {
        std::int64_t longest = 0;
        for (const auto i : numbers) longest = std::max<std::int64_t>(longest, draws[i].frames);
        const auto B = static_cast<std::int64_t>(numbers.size());
        MotionBatch batch{torch::zeros({B, longest, set.items[draws[numbers[0]].item].motion.width}),
                          torch::zeros({B}, torch::kInt64)};
        for (std::int64_t b = 0; b < B; ++b) {
            const auto& d = draws[numbers[static_cast<std::size_t>(b)]];
            const auto& motion = set.items[d.item].motion;
            std::copy_n(motion.row(d.first_frame),
                        static_cast<std::size_t>(d.frames) * static_cast<std::size_t>(motion.width),
                        batch.features[b].data_ptr<float>());
            batch.frames[b] = d.frames;
        }
        return batch;
    };
    return motions;
}

LazyMotions reconstructed_motions(const EvaluationSet& set, const Tokenizer& tokenizer,
                                  const std::vector<ClipDraw>& draws) {
    LazyMotions motions = captured_motions(set, draws);
    motions.load = [&tokenizer, source = motions.load](std::span<const std::size_t> numbers) {
        std::vector<std::vector<int>> tokens;
        for (const auto number : numbers) {  // one by one: padding would change a motion's last tokens
            const auto one = source(std::span(&number, 1));
            const auto codes = VqVae(tokenizer.vqvae)
                                   ->encode(tokenizer.normalise(one.features.to(tokenizer.mean.device())))
                                   .to(torch::kCPU, torch::kInt)
                                   .contiguous();
            tokens.emplace_back(codes.const_data_ptr<int>(), codes.const_data_ptr<int>() + codes.numel());
        }
        return decode_tokens(tokenizer, tokens);
    };
    return motions;
}

LazyMotions decoded_motions(const MotionSampler& model, const std::vector<std::vector<int>>& tokens,
                            double& seconds) {
    LazyMotions motions;
    const VqVaeConfig& tokenizer = model.config().tokenizer;
    for (const auto& sequence : tokens)
        motions.frames.push_back(tokenizer.frames_of(static_cast<int>(sequence.size())));
    motions.load = [&](std::span<const std::size_t> numbers) {
        const Timer timer(seconds);
        std::vector<std::vector<int>> part;
        for (const auto i : numbers) part.push_back(tokens[i]);
        return decode_tokens(model.tokenizer(), part);
    };
    return motions;
}

}  // namespace im
