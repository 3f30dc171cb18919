#include "engine/text/person_words.h"

#include <algorithm>
#include <array>

namespace im {
namespace {

struct PersonNoun {
    std::string_view noun, possessive;
};

constexpr std::array<PersonNoun, 21> kPersonNouns = {{
    {"person", "their"},  {"man", "his"},         {"woman", "her"},        {"human", "their"},
    {"figure", "their"},  {"character", "their"}, {"individual", "their"}, {"guy", "his"},
    {"gentleman", "his"}, {"lady", "her"},        {"girl", "her"},         {"boy", "his"},
    {"child", "their"},   {"kid", "their"},       {"giant", "their"},      {"thug", "their"},
    {"dancer", "their"},  {"actor", "their"},     {"player", "their"},     {"athlete", "their"},
    {"adult", "their"},
}};

const PersonNoun* find(std::string_view word) {
    const auto* found = std::find_if(kPersonNouns.begin(), kPersonNouns.end(),
                                     [&](const PersonNoun& entry) { return entry.noun == word; });
    return found == kPersonNouns.end() ? nullptr : found;
}

}  // namespace

bool is_person_noun(std::string_view word) {
    return find(word) != nullptr;
}

bool is_person_word(std::string_view word) {
    return is_person_noun(word) || word == "someone" || word == "somebody";
}

std::string_view possessive_of_person(std::string_view noun) {
    const auto* found = find(noun);
    return found == nullptr ? "their" : found->possessive;
}

}  // namespace im
