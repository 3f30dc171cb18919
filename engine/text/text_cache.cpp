#include "engine/text/text_cache.h"

#include <spdlog/spdlog.h>
#include <torch/torch.h>

#include <algorithm>
#include <cstring>
#include <numeric>

#include "engine/core/error.h"
#include "engine/io/safetensors.h"
#include "engine/text/hash.h"

namespace im {
namespace fs = std::filesystem;
namespace {

constexpr int kChunk = 512;  // texts between two calls of the progress function
constexpr int kWidth = SentenceEncoder::kWidth;

std::string cache_key(const std::vector<std::string>& texts, const std::string& encoder, int tokens_max) {
    Hash hash;
    for (const auto& text : texts) hash.add(text);
    return fmt::format("{} texts {:016x}, encoder {}, at most {} tokens", texts.size(), hash.value(), encoder,
                       tokens_max);
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
    CaptionStates states;
    for (auto& text : texts) {
        if (!states.index_.emplace(text, states.size()).second) continue;
        states.texts_.push_back(std::move(text));
    }
    const auto fingerprint = encoder.fingerprint();
    const auto key = cache_key(states.texts_, fingerprint, tokens_max);
    if (!fingerprint.empty() && states.load(cache_file, key)) return states;
    states.encode(encoder, tokens_max, progress);
    if (!fingerprint.empty()) states.save(cache_file, key);
    return states;
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
        return {torch::zeros({0, 0, kWidth}), torch::zeros({0, 0}, torch::kBool), torch::zeros({0, kWidth})};
    }
    const auto begin = offsets_.index_select(0, rows).unsqueeze(1);
    const auto length = offsets_.index_select(0, rows + 1).unsqueeze(1) - begin;
    const auto position = torch::arange(length.max().item<std::int64_t>()).unsqueeze(0);
    const auto mask = position < length;
    const auto source =
        torch::where(mask, begin + position, 0).flatten();  // padding reads row 0, then is zeroed
    const auto states =
        states_.index_select(0, source).to(torch::kFloat32).view({mask.size(0), mask.size(1), kWidth});
    return {states.masked_fill(mask.logical_not().unsqueeze(2), 0), mask, sentence_.index_select(0, rows)};
}

/// Texts of like length go to the encoder together: it computes texts of one length at once.
void CaptionStates::encode(const SentenceEncoder& encoder, int tokens_max, const Progress& progress) {
    const auto ids = encoder.tokenize(texts_, tokens_max);
    offsets_ = torch::zeros({size() + 1}, torch::kInt64);
    auto* offsets = offsets_.data_ptr<std::int64_t>();
    for (std::size_t i = 0; i < ids.size(); ++i)
        offsets[i + 1] = offsets[i] + static_cast<std::int64_t>(ids[i].size());
    states_ = torch::empty({offsets[size()], kWidth}, torch::kFloat16);
    sentence_ = torch::empty({size(), kWidth});

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

bool CaptionStates::load(const fs::path& file, const std::string& key) {
    std::error_code code;
    if (!fs::exists(file, code)) return false;
    try {
        const auto container = SafetensorsFile::read(file);
        const auto found = container.metadata().find("captions");
        if (found == container.metadata().end() || found->second != key) return false;
        states_ = to_tensor(container, "states", "F16", torch::kFloat16);
        offsets_ = to_tensor(container, "offsets", "I64", torch::kInt64);
        sentence_ = to_tensor(container, "sentence", "F32", torch::kFloat32);
        const bool fits =
            offsets_.sizes() == torch::IntArrayRef{size() + 1} &&
            sentence_.sizes() == torch::IntArrayRef{size(), kWidth} &&
            offsets_[0].item<std::int64_t>() == 0 && (offsets_.diff() >= 0).all().item<bool>() &&
            states_.sizes() == torch::IntArrayRef{offsets_[size()].item<std::int64_t>(), kWidth};
        if (!fits) throw input_error("states, offsets and sentence do not fit each other");
        return true;
    } catch (const Error& error) {
        spdlog::warn("the captions are encoded again; their file {} is damaged: {}", file.string(),
                     error.what());
        return false;
    }
}

void CaptionStates::save(const fs::path& file, const std::string& key) const {
    try {
        if (file.has_parent_path()) fs::create_directories(file.parent_path());
        write_safetensors(file,
                          {{"states", view_of(states_, "F16")},
                           {"offsets", view_of(offsets_, "I64")},
                           {"sentence", view_of(sentence_, "F32")}},
                          {{"captions", key}});
    } catch (const std::exception& error) {
        spdlog::warn("the encoded captions are not kept for the next start: {}", error.what());
    }
}

}  // namespace im
