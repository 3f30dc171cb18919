#include "engine/train/supervised/contrastive_data.h"

#include <algorithm>
#include <map>
#include <optional>
#include <utility>

#include <torch/torch.h>

#include "engine/core/error.h"
#include "engine/language/prompt_encoder.h"
#include "engine/model/feature_tensor.h"
#include "engine/model/precision.h"
#include "engine/synthesis/clip_pool.h"
#include "engine/train/supervised/hard_negatives.h"

namespace im {
namespace {

constexpr std::int64_t kFramesMax = 196;
constexpr int kMotionMissEvery = 4;   // one clip in so many brings a motion that is wrong by little
constexpr std::size_t kNearKept = 8;  // of a synthesised clip's near misses are encoded
constexpr int kNearDrawn = 3;         // of them go into a batch with the clip
constexpr std::int64_t kReconstructFrames = 8192;  // frames that go through the tokenizer together

/// What the tokenizer makes of each motion: whole tokens, shortest motions first.
void reconstruct(const std::vector<const CaptionedMotion*>& motions, const Tokenizer& tokenizer,
                 const ContrastivePair& pair, bool bf16,
                 const std::function<void(std::size_t, torch::Tensor)>& take) {
    const torch::NoGradGuard no_grad;
    const auto device = tokenizer.mean.device();
    const AutocastScope autocast(bf16, device);
    VqVae vqvae = tokenizer.vqvae;
    const int l = vqvae->config().frames_per_step();
    std::map<std::int64_t, std::vector<std::size_t>> by_length;  // padding would change a motion's end
    for (std::size_t i = 0; i < motions.size(); ++i)
        by_length[motions[i]->features.frames / l * l].push_back(i);
    for (const auto& [frames, numbers] : by_length) {
        if (frames < l) continue;
        const auto together =
            static_cast<std::size_t>(std::max<std::int64_t>(1, kReconstructFrames / frames));
        for (std::size_t first = 0; first < numbers.size(); first += together) {
            std::vector<torch::Tensor> rows;
            const auto end = std::min(numbers.size(), first + together);
            for (auto i = first; i < end; ++i)
                rows.push_back(feature_tensor(motions[numbers[i]]->features).slice(0, 0, frames));
            const auto x = tokenizer.normalise(torch::stack(rows).to(device));
            const auto y = tokenizer.denormalise(vqvae->decode(vqvae->encode(x)).to(torch::kFloat32)).cpu();
            const auto columns = pair->motion_columns(y).to(torch::kFloat16);
            for (auto i = first; i < end; ++i)
                take(numbers[i], columns[static_cast<std::int64_t>(i - first)].clone());
        }
    }
}

/// Numbers texts as they come.
class TextList {
  public:
    int add(const std::string& text) {
        const auto [entry, is_new] = numbers_.try_emplace(text, static_cast<int>(texts.size()));
        if (is_new) texts.push_back(text);
        return entry->second;
    }
    std::vector<std::string> texts;

  private:
    std::map<std::string, int> numbers_;
};

}  // namespace

torch::Tensor join_motions(const torch::Tensor& a, const torch::Tensor& b, std::int64_t frames_max) {
    constexpr std::int64_t kSearch = 12, kFade = 8;
    // Too long together: the first loses its start, the second its end; the joint stays.
    const auto half = frames_max / 2;
    const auto keep_a = std::min(a.size(0), std::max(half, frames_max - b.size(0)));
    const auto first = a.slice(0, a.size(0) - keep_a),
               second = b.slice(0, 0, std::min(b.size(0), frames_max - keep_a));
    const std::int64_t joints = (a.size(1) - 5) / 6, pose_begin = 4;  // root, positions, velocities, contacts
    const auto pose_end = pose_begin + 3 * (joints - 1);
    const auto tail = std::min(kSearch, first.size(0)), lead = std::min(kSearch, second.size(0));
    const auto poses =
        torch::cdist(first.slice(0, first.size(0) - tail).slice(1, pose_begin, pose_end).unsqueeze(0),
                     second.slice(0, 0, lead).slice(1, pose_begin, pose_end).unsqueeze(0))[0];
    const auto best = poses.argmin().item<std::int64_t>();
    const auto from = first.size(0) - tail + best / lead, to = best % lead;
    auto rest = second.slice(0, to).clone();
    const auto fade = std::min({kFade, rest.size(0), first.size(0) - from});
    const auto share =
        ((torch::arange(fade, torch::kFloat32) + 1) / static_cast<double>(fade + 1)).unsqueeze(1);
    rest.slice(0, 0, fade)
        .copy_(torch::lerp(first.slice(0, from, from + fade), rest.slice(0, 0, fade),
                           share.expand({fade, a.size(1)})));
    return torch::cat({first.slice(0, 0, from), rest});
}

class ContrastiveData::Builder {
  public:
    Builder(ContrastiveData& data, const std::vector<const CaptionedMotion*>& train, ContrastivePair pair);

    void add_clips();
    void add_cases(const std::vector<const CaptionedMotion*>& validation);
    void add_sequences(const std::set<std::string>& held_out);
    const std::vector<std::string>& texts() const { return list_.texts; }

  private:
    std::string other_style(const CaptionedMotion& motion);
    std::vector<Wording> wordings_of(const CaptionedMotion& motion);
    std::vector<int> near_of(const CaptionedMotion& motion);
    void add_motion(const CaptionedMotion& motion);
    std::optional<Sequence> sequence_of(std::size_t a, std::size_t b);

    ContrastiveData& data_;
    const std::vector<const CaptionedMotion*>& train_;
    ContrastivePair pair_;
    std::mt19937_64 random_;
    StyleWords style_words_;
    /// Captions by action, for near misses in style: "a man runs" - "a lady runs".
    std::map<std::string, std::vector<const CaptionedMotion*>> by_action_;
    TextList list_;
};

ContrastiveData::Builder::Builder(ContrastiveData& data, const std::vector<const CaptionedMotion*>& train,
                                  ContrastivePair pair)
    : data_(data), train_(train), pair_(std::move(pair)), random_(data.training_.seed), style_words_(train) {
    for (const auto* motion : train) {
        if (motion->actions.size() == 1) by_action_[motion->actions.front()].push_back(motion);
    }
}

/// A caption of the same action in another style, where a few tries find one.
std::string ContrastiveData::Builder::other_style(const CaptionedMotion& motion) {
    if (motion.actions.size() != 1) return "";
    const auto& same_action = by_action_[motion.actions.front()];
    for (int tries = 0; tries < 8 && !same_action.empty(); ++tries) {
        const auto& other = *same_action[random_() % same_action.size()];
        const auto& caption = other.captions[random_() % other.captions.size()];
        const auto told = style_words_.style_of(caption);
        if (other.style != motion.style && told == other.style) return caption;
    }
    return "";
}

std::vector<ContrastiveData::Wording> ContrastiveData::Builder::wordings_of(const CaptionedMotion& motion) {
    std::vector<Wording> wordings;
    const bool two_actions = motion.actions.size() != 1;  // an untagged motion may have two
    for (std::size_t i = 0; i < motion.captions.size(); ++i) {
        const auto& caption = motion.captions[i];
        Wording wording{list_.add(caption), {}};
        const Retold retold = two_actions ? retell(caption) : Retold{};
        // One caption of a clip brings the near misses of a kind: encoding captions is what a short run
        // can least afford.
        const bool chosen = i == static_cast<std::size_t>(random_() % motion.captions.size());
        if (!retold.reversed.empty()) wording.misses.push_back(list_.add(retold.reversed));
        if (chosen || two_actions) {
            if (const auto swapped = swap_sides(caption); !swapped.empty())
                wording.misses.push_back(list_.add(swapped));
        }
        if (chosen) {
            if (const auto styled = other_style(motion); !styled.empty())
                wording.misses.push_back(list_.add(styled));
        }
        wordings.push_back(wording);
        if (chosen && !retold.same.empty()) {
            wordings.push_back({list_.add(retold.same), {}});
            const Retold again = retell(retold.same);
            if (!again.reversed.empty()) wordings.back().misses.push_back(list_.add(again.reversed));
        }
    }
    return wordings;
}

std::vector<int> ContrastiveData::Builder::near_of(const CaptionedMotion& motion) {
    auto misses = motion.near_misses;
    std::shuffle(misses.begin(), misses.end(), random_);
    if (misses.size() > kNearKept) misses.resize(kNearKept);
    std::vector<int> near;
    for (const auto& miss : misses) near.push_back(list_.add(miss.caption));
    return near;
}

void ContrastiveData::Builder::add_motion(const CaptionedMotion& motion) {
    data_.motions_.push_back(
        {pair_->motion_columns(feature_tensor(motion.features)).clamp(-30, 30).to(torch::kFloat16), {}});
}

void ContrastiveData::Builder::add_clips() {
    for (const auto* motion : train_) {
        data_.clips_.push_back({static_cast<int>(data_.motions_.size()), wordings_of(*motion),
                                near_of(*motion), label_of(*motion), motion->cut_frame});
        data_.weights_.push_back(motion->weight);
        add_motion(*motion);
    }
}

void ContrastiveData::Builder::add_cases(const std::vector<const CaptionedMotion*>& validation) {
    for (const auto* motion : validation) {
        ContrastiveCase entry{static_cast<int>(data_.motions_.size()), list_.add(motion->captions.front()),
                              -1, -1, label_of(*motion)};
        if (const auto swapped = swap_sides(motion->captions.front()); !swapped.empty())
            entry.sides = list_.add(swapped);
        if (motion->actions.size() != 1) {
            for (const auto& caption :
                 motion->captions) {  // the first one that can be told in the other order
                const auto retold = retell(caption);
                if (retold.reversed.empty()) continue;
                entry.caption = list_.add(caption);
                entry.order = list_.add(retold.reversed);
                entry.sides = -1;
                if (const auto swapped = swap_sides(caption); !swapped.empty())
                    entry.sides = list_.add(swapped);
                break;
            }
        }
        data_.cases_.push_back(entry);
        add_motion(*motion);
    }
}

/// Sequences of two clips, in both orders: what tells them apart is the order alone.
void ContrastiveData::Builder::add_sequences(const std::set<std::string>& held_out) {
    const int wanted = data_.training_.sequences;
    std::vector<std::size_t> singles;
    std::vector<double> single_weights;
    for (std::size_t i = 0; i < train_.size(); ++i) {
        if (train_[i]->actions.size() != 1 || train_[i]->features.frames > kFramesMax / 2 + 16) continue;
        singles.push_back(i);
        single_weights.push_back(train_[i]->weight);
    }
    std::discrete_distribution<std::size_t> draw_single(single_weights.begin(), single_weights.end());
    for (int tries = 0;
         !singles.empty() && tries < 4 * wanted && static_cast<int>(data_.sequences_.size()) < wanted;
         ++tries) {
        const auto a = singles[draw_single(random_)], b = singles[draw_single(random_)];
        if (train_[a]->actions == train_[b]->actions) continue;
        const auto &before = train_[a]->actions.front(), &after = train_[b]->actions.front();
        if (is_held_out(held_out, before, after, false) || is_held_out(held_out, after, before, false))
            continue;
        if (auto sequence = sequence_of(a, b)) data_.sequences_.push_back(std::move(*sequence));
    }
}

/// Of train clips a and b; nothing where their captions cannot be told one after the other.
std::optional<ContrastiveData::Sequence> ContrastiveData::Builder::sequence_of(std::size_t a, std::size_t b) {
    const auto& first = train_[a]->captions[random_() % train_[a]->captions.size()];
    const auto& second = train_[b]->captions[random_() % train_[b]->captions.size()];
    const auto label = [](const CaptionedMotion& x, const CaptionedMotion& y) {
        CaptionedMotion both;
        both.actions = {x.actions.front(), y.actions.front()};
        both.style = x.style == y.style ? x.style : x.style + ">" + y.style;
        return label_of(both);
    };
    Sequence sequence{static_cast<int>(a),           static_cast<int>(b),          {}, {},
                      label(*train_[a], *train_[b]), label(*train_[b], *train_[a])};
    const auto ab = tell_in_order(first, second, static_cast<unsigned>(random_())),
               ba = tell_in_order(second, first, static_cast<unsigned>(random_()));
    if (ab.empty() || ba.empty()) return std::nullopt;
    const auto add = [&](const std::string& caption, const std::string& other_order) {
        Wording wording{list_.add(caption), {list_.add(other_order)}};
        if (const auto swapped = swap_sides(caption); !swapped.empty())
            wording.misses.push_back(list_.add(swapped));
        return wording;
    };
    sequence.forth = add(ab, ba);
    sequence.back = add(ba, ab);
    return sequence;
}

ContrastiveData::ContrastiveData(
    const std::vector<const CaptionedMotion*>& train, const std::vector<const CaptionedMotion*>& validation,
    const ContrastivePair& pair, const Tokenizer& tokenizer, const ContrastiveTraining& training,
    const std::set<std::string>& held_out, const std::filesystem::path& cache,
    const std::function<void(const std::string&, std::int64_t, std::int64_t)>& progress)
    : training_(training) {
    Builder builder(*this, train, pair);
    builder.add_clips();
    builder.add_cases(validation);
    builder.add_sequences(held_out);

    std::int64_t reconstructed = 0;
    reconstruct(train, tokenizer, pair, use_bf16(training.precision, tokenizer.mean.device()),
                [&](std::size_t number, torch::Tensor columns) {
                    motions_[number].reconstructed = std::move(columns);
                    if (++reconstructed % 256 == 0)
                        progress("tokenising clips", reconstructed, static_cast<std::int64_t>(train.size()));
                });
    const auto encoder =
        with_prompt_form(SentenceEncoder::load(default_sentence_encoder_folder(), tokenizer.mean.device()),
                         pair->config().prompt_form);
    texts_ = CaptionStates::encode_or_load(
        *encoder, builder.texts(), ContrastiveConfig::kTextTokens, cache,
        [&](int done, int total) { progress("encoding captions", done, total); });
}

torch::Tensor ContrastiveData::draw_motion(int number, std::mt19937_64& random) const {
    const auto& motion = motions_[static_cast<std::size_t>(number)];
    const bool reconstructed = motion.reconstructed.defined() &&
                               std::uniform_real_distribution<double>()(random) < training_.reconstructed;
    return (reconstructed ? motion.reconstructed : motion.captured)
        .to(torch::kFloat32)
        .slice(0, 0, kFramesMax);
}

void ContrastiveData::add_clip(const Clip& clip, std::mt19937_64& random, std::vector<Item>& items) const {
    Item item{draw_motion(clip.motion, random),
              &clip.wordings[random() % clip.wordings.size()],
              {},
              clip.label,
              {}};
    for (int n = 0; n < kNearDrawn && !clip.near.empty(); ++n)
        item.near.push_back(clip.near[random() % clip.near.size()]);
    if (random() % kMotionMissEvery == 0) {
        if (clip.cut > 8 && clip.cut + 8 < item.motion.size(0)) {  // half of what the caption tells
            item.miss =
                random() % 2 == 0 ? item.motion.slice(0, 0, clip.cut) : item.motion.slice(0, clip.cut);
        } else if (item.motion.size(0) < kFramesMax / 2) {  // more than what the caption tells
            const auto& other = clips_[random() % clips_.size()];
            if (other.label != clip.label) {
                const auto more = draw_motion(other.motion, random);
                item.miss = random() % 2 == 0 ? join_motions(item.motion, more, kFramesMax)
                                              : join_motions(more, item.motion, kFramesMax);
            }
        }
    }
    items.push_back(std::move(item));
}

void ContrastiveData::add_sequence(const Sequence& sequence, std::mt19937_64& random,
                                   std::vector<Item>& items) const {
    const auto a = draw_motion(clips_[static_cast<std::size_t>(sequence.first)].motion, random);
    const auto b = draw_motion(clips_[static_cast<std::size_t>(sequence.second)].motion, random);
    items.push_back({join_motions(a, b, kFramesMax), &sequence.forth, {}, sequence.forth_label, {}});
    items.push_back({join_motions(b, a, kFramesMax), &sequence.back, {}, sequence.back_label, {}});
}

ContrastiveBatch ContrastiveData::batch(std::mt19937_64& random) const {
    std::discrete_distribution<std::size_t> draw(weights_.begin(), weights_.end());
    std::vector<Item> items;
    const auto wanted = static_cast<std::size_t>(training_.batch);
    const auto pairs = sequences_.empty()
                           ? std::size_t{0}
                           : static_cast<std::size_t>(training_.sequence_share * training_.batch / 2);
    for (std::size_t i = 0; i < pairs; ++i)
        add_sequence(sequences_[random() % sequences_.size()], random, items);
    while (items.size() < wanted) add_clip(clips_[draw(random)], random, items);

    const auto matched = static_cast<std::int64_t>(items.size());
    std::vector<torch::Tensor> motions;
    std::vector<int> captions;
    std::vector<std::int64_t> text_owner, motion_owner;  // of near misses
    for (const auto& item : items) {
        motions.push_back(item.motion);
        captions.push_back(item.wording->caption);
    }
    for (std::int64_t i = 0; i < matched; ++i) {
        const auto& item = items[static_cast<std::size_t>(i)];
        for (const auto* misses : {&item.wording->misses, &item.near}) {
            for (const int miss : *misses) {
                captions.push_back(miss);
                text_owner.push_back(i);
            }
        }
        if (item.miss.defined()) {
            motions.push_back(item.miss);
            motion_owner.push_back(i);
        }
    }
    const auto N = static_cast<std::int64_t>(captions.size()), M = static_cast<std::int64_t>(motions.size());
    ContrastiveBatch batch;
    batch.matched = matched;
    batch.mismatch = torch::zeros({N, M});
    auto mismatch = batch.mismatch.accessor<float, 2>();
    for (std::int64_t i = 0; i < matched; ++i) {
        for (std::int64_t j = 0; j < matched; ++j) {
            const auto& a = items[static_cast<std::size_t>(i)];
            const auto& b = items[static_cast<std::size_t>(j)];
            const bool same_words = a.wording->caption == b.wording->caption;
            mismatch[i][j] = same_words           ? 0.0f
                             : a.label == b.label ? static_cast<float>(training_.same_label_weight)
                                                  : 1.0f;
        }
    }
    // A near miss is wrong for its own partner; for the others it may be right.
    for (std::size_t k = 0; k < text_owner.size(); ++k)
        mismatch[matched + static_cast<std::int64_t>(k)][text_owner[k]] = 1.0f;
    for (std::size_t k = 0; k < motion_owner.size(); ++k)
        mismatch[motion_owner[k]][matched + static_cast<std::int64_t>(k)] = 1.0f;

    std::int64_t longest = 0;
    for (const auto& motion : motions) longest = std::max(longest, motion.size(0));
    batch.motion = torch::zeros({M, longest, motions.front().size(1)});
    batch.frames = torch::zeros({M}, torch::kInt64);
    for (std::int64_t i = 0; i < M; ++i) {
        const auto& motion = motions[static_cast<std::size_t>(i)];
        batch.motion[i].slice(0, 0, motion.size(0)).copy_(motion);
        batch.frames[i] = motion.size(0);
    }
    batch.text = texts_.batch(captions);
    return batch;
}

ContrastiveBatch ContrastiveData::motions(const std::vector<int>& numbers) const {
    std::int64_t longest = 0;
    for (const int number : numbers)
        longest = std::max(longest, motions_[static_cast<std::size_t>(number)].captured.size(0));
    ContrastiveBatch batch;
    const auto columns = motions_.front().captured.size(1);
    batch.motion = torch::zeros({static_cast<std::int64_t>(numbers.size()), longest, columns});
    batch.frames = torch::zeros({static_cast<std::int64_t>(numbers.size())}, torch::kInt64);
    for (std::size_t i = 0; i < numbers.size(); ++i) {
        const auto& motion = motions_[static_cast<std::size_t>(numbers[i])].captured;
        batch.motion[static_cast<std::int64_t>(i)].slice(0, 0, motion.size(0)).copy_(motion);
        batch.frames[static_cast<std::int64_t>(i)] = motion.size(0);
    }
    return batch;
}

}  // namespace im
