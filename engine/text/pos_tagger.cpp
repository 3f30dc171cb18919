#include "engine/text/pos_tagger.h"

#include <unistd.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <cstdlib>
#include <fstream>
#include <numeric>
#include <random>

#include <nlohmann/json.hpp>

#include "engine/core/error.h"
#include "engine/core/files.h"
#include "engine/text/english_words.h"
#include "engine/text/hash.h"
#include "im_config.h"

namespace im {
namespace fs = std::filesystem;
namespace {

constexpr std::array<const char*, kPosTagCount> kTagNames = {
    "ADJ", "ADP", "ADV", "AUX", "CCONJ", "DET", "NOUN", "NUM", "PART", "PRON", "PUNCT", "SCONJ", "VERB"};
constexpr const char* kHeader = "instructmotion.pos-tagger 1";
constexpr std::size_t kWordsMax = 4096;  // of one training sentence

using Scores = std::array<double, kPosTagCount>;

std::string suffix(const std::string& word, std::size_t letters) {
    return word.size() <= letters ? word : word.substr(word.size() - letters);
}

/// What the word can be by its spelling alone: B(ase), third (S), G(erund), P(ast), 9 for digits, . for
/// punctuation.
std::string shape(const std::string& word) {
    if (word.find_first_of("0123456789") != std::string::npos) return "9";
    const auto letter = [](char c) {
        return std::isalpha(static_cast<unsigned char>(c)) != 0 || static_cast<unsigned char>(c) >= 0x80;
    };
    if (std::none_of(word.begin(), word.end(), letter)) return ".";
    std::string kinds;
    if (is_verb_form(word, VerbForm::Base)) kinds += 'B';
    if (is_verb_form(word, VerbForm::Third)) kinds += 'S';
    if (is_verb_form(word, VerbForm::Gerund)) kinds += 'G';
    if (is_verb_form(word, VerbForm::Past) || is_verb_form(word, VerbForm::Participle)) kinds += 'P';
    return kinds;
}

/// The features of one word as hashes: what it looks like, its neighbours, and the two tags before it.
class FeatureMaker {
  public:
    explicit FeatureMaker(const std::vector<std::string>& words) : words_(words) {
        for (const auto& word : words) shapes_.push_back(shape(word));
    }

    void make(std::size_t i, int tag1, int tag2, std::vector<std::uint64_t>& features) const {
        features.clear();
        const auto add = [&](int kind, const std::string& a, const std::string& b = {}) {
            features.push_back(Hash().add(static_cast<std::uint64_t>(kind)).add(a).add(b).value());
        };
        const std::string t1 = std::to_string(tag1), t2 = std::to_string(tag2);
        const auto &word = words_[i], &before = word_at(i, -1), &after = word_at(i, 1);
        add(0, {});
        add(1, word);
        add(2, suffix(word, 3));
        add(3, suffix(word, 2));
        add(4, shapes_[i]);
        add(5, t1);
        add(6, t1, t2);
        add(7, word, t1);
        add(8, before);
        add(9, before, word);
        add(10, after);
        add(11, word, after);
        add(12, word_at(i, -2));
        add(13, word_at(i, 2));
        add(14, shape_at(i, 1), shapes_[i]);
        add(15, t1, shapes_[i]);
        add(16, suffix(after, 3), shapes_[i]);
        add(17, before, shapes_[i]);
    }

  private:
    const std::string& word_at(std::size_t i, int offset) const {
        static const std::string kStart = "<s>", kEnd = "</s>";
        const auto at = static_cast<std::ptrdiff_t>(i) + offset;
        if (at < 0) return kStart;
        return at < static_cast<std::ptrdiff_t>(words_.size()) ? words_[static_cast<std::size_t>(at)] : kEnd;
    }
    const std::string& shape_at(std::size_t i, std::size_t offset) const {
        static const std::string kNone = "-";
        return i + offset < shapes_.size() ? shapes_[i + offset] : kNone;
    }
    const std::vector<std::string>& words_;
    std::vector<std::string> shapes_;
};

int best(const Scores& scores) {
    return static_cast<int>(std::max_element(scores.begin(), scores.end()) - scores.begin());
}

}  // namespace

const char* pos_tag_name(PosTag tag) {
    return kTagNames[static_cast<std::size_t>(tag)];
}

PosTag pos_tag_by_name(const std::string& name) {
    const auto found = std::find(kTagNames.begin(), kTagNames.end(), name);
    if (found == kTagNames.end())
        throw input_error("part of speech: expected ADJ ... VERB, found \"{}\"", name);
    return static_cast<PosTag>(found - kTagNames.begin());
}

std::vector<TaggedSentence> read_tagged_sentences(const fs::path& file, const std::string& split) {
    std::ifstream in(file);
    if (!in) throw input_error("{}: cannot be read", file.string());
    std::vector<TaggedSentence> sentences;
    std::string line;
    for (int number = 1; std::getline(in, line); ++number) {
        try {
            const auto entry = nlohmann::json::parse(line);
            if (entry.at("split").get<std::string>() != split) continue;
            TaggedSentence sentence{entry.at("words").get<std::vector<std::string>>(), {}};
            for (const auto& tag : entry.at("tags"))
                sentence.tags.push_back(pos_tag_by_name(tag.get<std::string>()));
            if (sentence.words.size() != sentence.tags.size() || sentence.words.empty() ||
                sentence.words.size() > kWordsMax) {
                throw input_error("expected as many tags as words, 1 to {}, found {} words and {} tags",
                                  kWordsMax, sentence.words.size(), sentence.tags.size());
            }
            sentences.push_back(std::move(sentence));
        } catch (const std::exception& error) {
            throw input_error("{}:{}: {}", file.string(), number, error.what());
        }
    }
    return sentences;
}

/// Averaged: the sum of the weights after every word is kept lazily, per weight, with the time of its last
/// change.
class PerceptronTrainer {
  public:
    double epoch(const std::vector<TaggedSentence>& sentences, const std::vector<std::size_t>& order,
                 const std::stop_token& stop) {
        std::size_t right = 0, all = 0;
        std::vector<std::uint64_t> features;
        for (const auto index : order) {
            if (stop.stop_requested())
                throw Error(ErrorKind::Interrupted,
                            "stopped before the tagger was trained; nothing was written");
            const auto& sentence = sentences[index];
            const FeatureMaker maker(sentence.words);
            int tag1 = -1, tag2 = -1;
            for (std::size_t i = 0; i < sentence.words.size(); ++i) {
                maker.make(i, tag1, tag2, features);
                Scores scores{};
                for (const auto feature : features) {
                    const auto& cells = cells_[feature];
                    for (std::size_t tag = 0; tag < scores.size(); ++tag) scores[tag] += cells[tag].weight;
                }
                const int guess = best(scores), truth = static_cast<int>(sentence.tags[i]);
                ++time_;
                ++all;
                if (guess == truth)
                    ++right;
                else {
                    for (const auto feature : features) {
                        change(feature, truth, 1.0);
                        change(feature, guess, -1.0);
                    }
                }
                tag2 = tag1;
                tag1 = guess;  // its own guesses, mistakes included: so it meets in training what it meets in
                               // use
            }
        }
        return all == 0 ? 0.0 : static_cast<double>(right) / static_cast<double>(all);
    }

    PosTagger finish(int weight_steps) {
        double largest = 0.0;
        for (auto& [feature, cells] : cells_) {
            for (auto& cell : cells) {
                cell.sum += cell.weight * static_cast<double>(time_ - cell.changed);
                cell.sum /= static_cast<double>(std::max<std::int64_t>(time_, 1));
                largest = std::max(largest, std::abs(cell.sum));
            }
        }
        PosTagger tagger;
        if (largest == 0.0) return tagger;
        for (const auto& [feature, cells] : cells_) {
            for (std::size_t tag = 0; tag < cells.size(); ++tag) {
                const auto value =
                    static_cast<std::int16_t>(std::lround(cells[tag].sum / largest * weight_steps));
                if (value != 0) tagger.weights_[feature].push_back({static_cast<std::uint8_t>(tag), value});
            }
        }
        return tagger;
    }

  private:
    struct Cell {
        double weight = 0.0, sum = 0.0;
        std::int64_t changed = 0;
    };
    void change(std::uint64_t feature, int tag, double by) {
        auto& cell = cells_[feature][static_cast<std::size_t>(tag)];
        cell.sum += cell.weight * static_cast<double>(time_ - cell.changed);
        cell.changed = time_;
        cell.weight += by;
    }
    std::unordered_map<std::uint64_t, std::array<Cell, kPosTagCount>> cells_;
    std::int64_t time_ = 0;
};

PosTagger PosTagger::train(const std::vector<TaggedSentence>& sentences, const TrainingOptions& options) {
    if (sentences.empty())
        throw input_error("training of the tagger: expected at least one sentence, found none");
    PerceptronTrainer trainer;
    std::vector<std::size_t> order(sentences.size());
    std::iota(order.begin(), order.end(), std::size_t{0});
    std::mt19937_64 random(options.seed);
    for (int epoch = 0; epoch < options.epochs; ++epoch) {
        for (std::size_t i = order.size(); i > 1; --i) std::swap(order[i - 1], order[random() % i]);
        const double accuracy = trainer.epoch(sentences, order, options.stop);
        if (options.on_epoch) options.on_epoch(epoch + 1, accuracy);
    }
    return trainer.finish(options.weight_steps);
}

/// A header line, then a line a feature: its hash, and for each tag that it speaks for or against a letter
/// and a number.
void PosTagger::save(const fs::path& file) const {
    std::vector<std::uint64_t> features;
    for (const auto& [feature, weights] : weights_) features.push_back(feature);
    std::sort(features.begin(), features.end());
    write_file_atomically(file, [&](std::ostream& out) {
        out << kHeader << '\n';
        for (const auto feature : features) {
            out << fmt::format("{:x} ", feature);
            for (const auto& weight : weights_.at(feature))
                out << static_cast<char>('a' + weight.tag) << weight.value;
            out << '\n';
        }
    });
}

PosTagger PosTagger::load(const fs::path& file) {
    const std::string text = read_text(file, 1u << 24);
    PosTagger tagger;
    int number = 0;
    for (std::size_t at = 0; at < text.size();) {
        const auto end = std::min(text.find('\n', at), text.size());
        const char* p = text.data() + at;
        const char* const line_end = text.data() + end;
        at = end + 1;
        if (++number == 1) {
            if (std::string_view(p, line_end) != kHeader) {
                throw input_error(
                    "{}:1: expected \"{}\", found \"{}\"", file.string(), kHeader,
                    std::string(p, std::min<std::size_t>(40, static_cast<std::size_t>(line_end - p))));
            }
            continue;
        }
        std::uint64_t feature = 0;
        auto parsed = std::from_chars(p, line_end, feature, 16);
        bool good = parsed.ec == std::errc() && parsed.ptr < line_end && *parsed.ptr == ' ';
        p = parsed.ptr + 1;
        std::vector<Weight> weights;
        while (good && p < line_end) {
            const int tag = *p - 'a';
            std::int16_t value = 0;
            parsed = std::from_chars(p + 1, line_end, value);
            good = tag >= 0 && tag < kPosTagCount && parsed.ec == std::errc();
            weights.push_back({static_cast<std::uint8_t>(tag), value});
            p = parsed.ptr;
        }
        if (!good || weights.empty())
            throw input_error("{}:{}: expected a feature and its weights", file.string(), number);
        tagger.weights_.emplace(feature, std::move(weights));
    }
    if (tagger.weights_.empty()) throw input_error("{}: expected weights, found none", file.string());
    return tagger;
}

std::vector<PosTag> PosTagger::tag(const std::vector<std::string>& words) const {
    const FeatureMaker maker(words);
    std::vector<PosTag> tags;
    std::vector<std::uint64_t> features;
    int tag1 = -1, tag2 = -1;
    for (std::size_t i = 0; i < words.size(); ++i) {
        maker.make(i, tag1, tag2, features);
        Scores scores{};
        for (const auto feature : features) {
            const auto found = weights_.find(feature);
            if (found == weights_.end()) continue;
            for (const auto& weight : found->second) scores[weight.tag] += weight.value;
        }
        tag2 = tag1;
        tag1 = best(scores);
        tags.push_back(static_cast<PosTag>(tag1));
    }
    return tags;
}

double PosTagger::accuracy(const std::vector<TaggedSentence>& sentences) const {
    std::size_t right = 0, all = 0;
    for (const auto& sentence : sentences) {
        const auto tags = tag(sentence.words);
        for (std::size_t i = 0; i < tags.size(); ++i) {
            if (sentence.tags[i] == PosTag::Punct) continue;
            ++all;
            right += tags[i] == sentence.tags[i] ? 1u : 0u;
        }
    }
    return all == 0 ? 0.0 : static_cast<double>(right) / static_cast<double>(all);
}

fs::path default_pos_tagger_file() {
    std::array<char, 4096> link{};
    const auto length = ::readlink("/proc/self/exe", link.data(), link.size() - 1);
    const auto program =
        length > 0 ? fs::path(std::string(link.data(), static_cast<std::size_t>(length))).parent_path()
                   : fs::path();
    const auto installed =
        (program / IM_INSTALLED_DATA_DIR / "assets/text/pos_tagger.txt").lexically_normal();
    std::error_code code;
    return fs::exists(installed, code) ? installed : fs::path(IM_ASSETS_DIR) / "text/pos_tagger.txt";
}

std::vector<std::string> motion_tokens(const PosTagger& tagger, std::string_view sentence) {
    std::string plain;
    for (const char c : sentence) {
        if (c != '-') plain += c;
    }
    const auto words = split_words(plain);
    const auto tags = tagger.tag(words);
    std::vector<std::string> tokens;
    for (std::size_t i = 0; i < words.size(); ++i) {
        const auto letter = [](char c) { return std::isalpha(static_cast<unsigned char>(c)) != 0; };
        if (!std::all_of(words[i].begin(), words[i].end(), letter)) continue;
        std::string word = words[i];
        if (word != "left" && tags[i] == PosTag::Verb) word = verb_lemma(word);
        if (word != "left" && tags[i] == PosTag::Noun) word = noun_lemma(word);
        tokens.push_back(word + "/" + pos_tag_name(tags[i]));
    }
    return tokens;
}

}  // namespace im
