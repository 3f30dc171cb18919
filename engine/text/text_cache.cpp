#include "engine/text/text_cache.h"

#include <spdlog/spdlog.h>
#include <torch/torch.h>

#include <algorithm>
#include <cstring>
#include <numeric>
#include <span>

#include "engine/core/error.h"
#include "engine/io/safetensors.h"

namespace im {
namespace fs = std::filesystem;
namespace {

constexpr int kChunk = 512;  // texts between two calls of the progress function

std::string cache_key(const std::string& encoder, int tokens_max) {
    return fmt::format("encoder {}, at most {} tokens", encoder, tokens_max);
}

torch::Tensor to_tensor(const SafetensorsFile& container, const std::string& name, const char* dtype,
                        torch::ScalarType type) {
    const auto& view = container.at(name);
    if (view.dtype != dtype) throw input_error("{}: expected type {}, found {}", name, dtype, view.dtype);
    auto tensor = torch::empty(view.shape, type);
    if (!view.data.empty()) std::memcpy(tensor.data_ptr(), view.data.data(), view.data.size());
    return tensor;
}

TensorView view_of(const torch::Tensor& tensor, const char* dtype) {
    return {dtype,
            tensor.sizes().vec(),
            {static_cast<const std::byte*>(tensor.const_data_ptr()), tensor.nbytes()}};
}

}  // namespace

CaptionStates CaptionStates::encode_or_load(const SentenceEncoder& encoder, std::vector<std::string> texts,
                                            int tokens_max, const fs::path& cache_file,
                                            const Progress& progress) {
    const auto fingerprint = encoder.fingerprint();
    const auto key = cache_key(fingerprint, tokens_max);
    CaptionStates known = fingerprint.empty() ? CaptionStates() : load(cache_file, key, encoder.width());
    CaptionStates fresh;
    for (const auto& text : texts) {
        if (known.index_.count(text) == 0) fresh.add_text(text);
    }
    if (fresh.size() > 0 || known.size() == 0) {
        fresh.encode(encoder, tokens_max, progress);
        known.append(fresh);
        if (!fingerprint.empty()) known.save(cache_file, key);
    }
    return known.of(std::move(texts));
}

bool CaptionStates::add_text(std::string text) {
    if (!index_.emplace(text, size()).second) return false;
    texts_.push_back(std::move(text));
    return true;
}

CaptionStates CaptionStates::of(std::vector<std::string> texts) const {
    CaptionStates chosen;
    for (auto& text : texts) chosen.add_text(std::move(text));
    if (chosen.texts_ == texts_) return *this;
    std::vector<std::int64_t> rows, tokens;
    chosen.offsets_ = torch::zeros({chosen.size() + 1}, torch::kInt64);
    const auto* offsets = offsets_.const_data_ptr<std::int64_t>();
    for (int i = 0; i < chosen.size(); ++i) {
        const auto row = index_of(chosen.texts_[static_cast<std::size_t>(i)]);
        rows.push_back(row);
        for (auto token = offsets[row]; token < offsets[row + 1]; ++token) tokens.push_back(token);
        chosen.offsets_[i + 1] = static_cast<std::int64_t>(tokens.size());
    }
    chosen.states_ = states_.index_select(0, torch::tensor(tokens, torch::kInt64));
    chosen.sentence_ = sentence_.index_select(0, torch::tensor(rows, torch::kInt64));
    return chosen;
}

void CaptionStates::append(const CaptionStates& other) {
    if (size() == 0) {
        *this = other;
        return;
    }
    for (const auto& text : other.texts_) add_text(text);
    offsets_ = torch::cat({offsets_, other.offsets_.slice(0, 1) + offsets_[-1]});
    states_ = torch::cat({states_, other.states_});
    sentence_ = torch::cat({sentence_, other.sentence_});
}

int CaptionStates::index_of(const std::string& text) const {
    const auto entry = index_.find(text);
    if (entry == index_.end()) throw usage_error("the caption \"{}\" was not encoded", text);
    return entry->second;
}

EncodedText CaptionStates::batch(const std::vector<int>& indices) const {
    torch::NoGradGuard no_grad;
    for (const int index : indices) {
        if (index < 0 || index >= size())
            throw usage_error("caption {}: expected 0 to {}", index, size() - 1);
    }
    const auto rows = torch::tensor(indices, torch::kInt64);
    if (indices.empty()) {
        return {states_.new_zeros({0, 0, states_.size(1)}, torch::kFloat32),
                torch::zeros({0, 0}, torch::kBool), sentence_.slice(0, 0, 0)};
    }
    const auto begin = offsets_.index_select(0, rows).unsqueeze(1);
    const auto length = offsets_.index_select(0, rows + 1).unsqueeze(1) - begin;
    const auto position = torch::arange(length.max().item<std::int64_t>()).unsqueeze(0);
    const auto mask = position < length;
    const auto source =
        torch::where(mask, begin + position, 0).flatten();  // padding reads row 0, then is zeroed
    const auto states =
        states_.index_select(0, source).to(torch::kFloat32).view({mask.size(0), mask.size(1), -1});
    return {states.masked_fill(mask.logical_not().unsqueeze(2), 0), mask, sentence_.index_select(0, rows)};
}

/// Texts of like length go to the encoder together: it computes texts of one length at once.
void CaptionStates::encode(const SentenceEncoder& encoder, int tokens_max, const Progress& progress) {
    const auto ids = encoder.tokenize(texts_, tokens_max);
    offsets_ = torch::zeros({size() + 1}, torch::kInt64);
    auto* offsets = offsets_.data_ptr<std::int64_t>();
    for (std::size_t i = 0; i < ids.size(); ++i)
        offsets[i + 1] = offsets[i] + static_cast<std::int64_t>(ids[i].size());
    states_ = torch::empty({offsets[size()], encoder.width()}, torch::kFloat16);
    sentence_ = torch::empty({size(), encoder.width()});

    std::vector<int> order(texts_.size());
    std::iota(order.begin(), order.end(), 0);
    std::stable_sort(order.begin(), order.end(), [&](int a, int b) {
        return ids[static_cast<std::size_t>(a)].size() < ids[static_cast<std::size_t>(b)].size();
    });
    for (int from = 0; from < size(); from += kChunk) {
        if (progress) progress(from, size());
        const int to = std::min(from + kChunk, size());
        std::vector<std::string> chunk;
        for (int i = from; i < to; ++i) {
            chunk.push_back(texts_[static_cast<std::size_t>(order[static_cast<std::size_t>(i)])]);
        }
        const auto encoded = encoder.encode(chunk, tokens_max);
        const auto states = encoded.states.cpu();
        const auto sentence = encoded.sentence.cpu();
        for (int i = from; i < to; ++i) {
            const int text = order[static_cast<std::size_t>(i)];
            const auto length = offsets[text + 1] - offsets[text];
            states_.slice(0, offsets[text], offsets[text + 1]).copy_(states[i - from].slice(0, 0, length));
            sentence_[text].copy_(sentence[i - from]);
        }
    }
    if (progress) progress(size(), size());
}

/// Without texts when there is no such file, or none that is of use.
CaptionStates CaptionStates::load(const fs::path& file, const std::string& key, std::int64_t width) {
    CaptionStates kept;
    std::error_code code;
    if (!fs::exists(file, code)) return kept;
    try {
        const auto container = SafetensorsFile::read(file);
        const auto found = container.metadata().find("captions");
        if (found == container.metadata().end() || found->second != key) return kept;
        const auto letters = to_tensor(container, "texts", "U8", torch::kUInt8);
        const auto ends = to_tensor(container, "text_ends", "I64", torch::kInt64);
        kept.states_ = to_tensor(container, "states", "F16", torch::kFloat16);
        kept.offsets_ = to_tensor(container, "offsets", "I64", torch::kInt64);
        kept.sentence_ = to_tensor(container, "sentence", "F32", torch::kFloat32);
        const std::int64_t count = ends.numel();
        const auto ascending = [](const torch::Tensor& x, std::int64_t last) {
            return x.dim() == 1 && x.numel() > 0 && (x.diff() >= 0).all().item<bool>() &&
                   x[0].item<std::int64_t>() >= 0 && x[-1].item<std::int64_t>() == last;
        };
        const bool fits = letters.dim() == 1 && ascending(ends, letters.numel()) &&
                          kept.offsets_.sizes() == torch::IntArrayRef{count + 1} && kept.states_.dim() == 2 &&
                          kept.states_.size(1) == width && ascending(kept.offsets_, kept.states_.size(0)) &&
                          kept.offsets_[0].item<std::int64_t>() == 0 &&
                          kept.sentence_.sizes() == torch::IntArrayRef{count, width};
        if (!fits) throw input_error("texts, states, offsets and sentence do not fit each other");
        const auto* text = reinterpret_cast<const char*>(letters.const_data_ptr<std::uint8_t>());
        std::int64_t begin = 0;
        for (std::int64_t i = 0; i < count; ++i) {
            const auto end = ends.const_data_ptr<std::int64_t>()[i];
            if (!kept.add_text(std::string(text + begin, text + end)))
                throw input_error("a text occurs twice");
            begin = end;
        }
        return kept;
    } catch (const Error& error) {
        spdlog::warn("the captions are encoded again; their file {} is damaged: {}", file.string(),
                     error.what());
        return {};
    }
}

void CaptionStates::save(const fs::path& file, const std::string& key) const {
    try {
        if (file.has_parent_path()) fs::create_directories(file.parent_path());
        std::string letters;
        auto ends = torch::empty({size()}, torch::kInt64);
        for (int i = 0; i < size(); ++i) {
            letters += texts_[static_cast<std::size_t>(i)];
            ends[i] = static_cast<std::int64_t>(letters.size());
        }
        const TensorView text{
            "U8", {static_cast<std::int64_t>(letters.size())}, std::as_bytes(std::span(letters))};
        write_safetensors(file,
                          {{"texts", text},
                           {"text_ends", view_of(ends, "I64")},
                           {"states", view_of(states_, "F16")},
                           {"offsets", view_of(offsets_, "I64")},
                           {"sentence", view_of(sentence_, "F32")}},
                          {{"captions", key}});
    } catch (const std::exception& error) {
        spdlog::warn("the encoded captions are not kept for the next start: {}", error.what());
    }
}

}  // namespace im
