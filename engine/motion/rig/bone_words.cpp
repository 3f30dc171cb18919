#include "engine/motion/rig/bone_words.h"

#include <algorithm>
#include <array>
#include <map>
#include <string_view>

namespace im {
namespace {

using Pieces = std::vector<std::string>;

bool is_letter(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (static_cast<unsigned char>(c) & 0x80) != 0;
}
bool is_digit(char c) {
    return c >= '0' && c <= '9';
}
bool is_upper(char c) {
    return c >= 'A' && c <= 'Z';
}
char lower(char c) {
    return is_upper(c) ? static_cast<char>(c - 'A' + 'a') : c;
}

/// Pieces between separators, at changes of case and around digits, small letters: "LHipJoint" is l, hip,
/// joint.
Pieces pieces_of(std::string_view name) {
    name = name.substr(name.find_last_of(":|") + 1);
    Pieces pieces;
    bool open = false;
    for (std::size_t i = 0; i < name.size(); ++i) {
        const char c = name[i];
        if (!is_letter(c) && !is_digit(c)) {
            open = false;
            continue;
        }
        const bool after_lower = i > 0 && is_letter(name[i - 1]) && !is_upper(name[i - 1]);
        const bool before_lower = i + 1 < name.size() && is_letter(name[i + 1]) && !is_upper(name[i + 1]);
        const bool starts = is_upper(c) && (after_lower || before_lower);
        const bool other_kind = i > 0 && is_digit(name[i - 1]) != is_digit(c);
        if (!open || starts || other_kind) pieces.emplace_back();
        pieces.back() += lower(c);
        open = true;
    }
    return pieces;
}

template <std::size_t N>
bool is_one_of(const std::string_view (&list)[N], std::string_view word) {
    return std::find(std::begin(list), std::end(list), word) != std::end(list);
}

constexpr std::string_view kPrefixes[] = {"mixamorig", "bip",   "def",   "org",       "j",       "jnt",
                                          "joint",     "valve", "biped", "cc",        "base",    "smpl",
                                          "smplx",     "avg",   "m",     "f",         "b",       "bone",
                                          "skeleton",  "skel",  "rig",   "character", "armature"};
constexpr std::string_view kSuffixes[] = {"jnt",  "jt",  "joint", "bind",   "bnd",    "bone", "bn",
                                          "skin", "skn", "def",   "deform", "drv",    "rig",  "skel",
                                          "j",    "m",   "mid",   "center", "centre", "main"};
constexpr std::string_view kLeft[] = {"l", "left", "lft", "lt"};
constexpr std::string_view kRight[] = {"r", "right", "rt", "rgt", "rght"};
constexpr std::string_view kEnds[] = {"end", "nub", "tip", "site"};
/// Words that may follow a side without a separator: "lthigh", "rupperarm".
constexpr std::string_view kSided[] = {"thigh",    "shin",    "calf",        "foot",     "toe",   "hip",
                                       "knee",     "ankle",   "collar",      "clavicle", "shldr", "shoulder",
                                       "upperarm", "forearm", "forearmbend", "elbow",    "hand",  "wrist",
                                       "arm",      "leg",     "uarm",        "farm",     "uleg",  "lleg"};

bool is_side(std::string_view piece) {
    return is_one_of(kLeft, piece) || is_one_of(kRight, piece);
}

/// Decoration of one rig: what most of its names begin or end with.
struct Decoration {
    Pieces front, back;
};

/// The piece that at least four of five names have at `place`, counted from the front or the back; "" for
/// none.
std::string shared_piece(const std::vector<Pieces>& names, std::size_t place, bool from_back) {
    constexpr std::size_t kNamesMin = 6;
    std::map<std::string, std::size_t> counts;
    for (const Pieces& pieces : names) {
        if (place + 1 < pieces.size())
            ++counts[from_back ? pieces[pieces.size() - 1 - place] : pieces[place]];
    }
    for (const auto& [piece, count] : counts) {
        if (count >= kNamesMin && 5 * count >= 4 * names.size() && !is_side(piece)) return piece;
    }
    return "";
}

Decoration decoration_of(std::vector<Pieces> names) {
    for (Pieces& pieces : names) {  // the ends of chains are named after their joints
        if (pieces.size() > 1 && is_one_of(kEnds, pieces.back())) pieces.pop_back();
    }
    Decoration decoration;
    constexpr std::size_t kDepth = 3;
    for (const bool from_back : {false, true}) {
        Pieces& found = from_back ? decoration.back : decoration.front;
        while (found.size() < kDepth) {
            std::string piece = shared_piece(names, found.size(), from_back);
            if (piece.empty()) break;
            found.push_back(std::move(piece));
        }
    }
    return decoration;
}

/// Takes off the decoration at both ends; one piece stays at least.
void undress(Pieces& pieces, const Decoration& decoration) {
    for (const std::string& piece : decoration.front) {
        if (pieces.size() > 1 && pieces.front() == piece) pieces.erase(pieces.begin());
    }
    const bool ends = pieces.size() > 1 && is_one_of(kEnds, pieces.back());
    const std::string end = ends ? pieces.back() : "";
    if (ends) pieces.pop_back();
    for (const std::string& piece : decoration.back) {
        if (pieces.size() > 1 && pieces.back() == piece) pieces.pop_back();
    }
    while (pieces.size() > 1 && is_one_of(kSuffixes, pieces.back())) pieces.pop_back();
    if (ends) pieces.push_back(end);
}

BoneWord word_of(Pieces pieces, const Decoration& decoration) {
    undress(pieces, decoration);
    BoneWord word;
    bool decorated = true;
    for (std::size_t i = 0; i < pieces.size(); ++i) {
        const std::string& piece = pieces[i];
        const bool last = i + 1 == pieces.size();
        if (decorated && !last && (is_one_of(kPrefixes, piece) || is_digit(piece[0]))) continue;
        if (word.side == BoneSide::Middle && is_side(piece)) {
            word.side = piece[0] == 'l' ? BoneSide::Left : BoneSide::Right;
            continue;
        }
        decorated = false;
        if (is_digit(piece[0]) && !word.base.empty())
            word.number += piece;
        else
            word.base += piece;
    }
    // A side without a separator: in Japanese always, else only where the rest is a word that is known to be
    // one.
    for (const std::string_view side : {"left", "right", "l", "r", "左", "右"}) {
        if (word.side != BoneSide::Middle || !std::string_view(word.base).starts_with(side)) continue;
        const std::string rest = word.base.substr(side.size());
        const bool japanese = side == "左" || side == "右";
        if (rest.empty() || (!japanese && !is_one_of(kSided, rest))) continue;
        word.side = side[0] == 'l' || side == "左" ? BoneSide::Left : BoneSide::Right;
        word.base = rest;
    }
    return word;
}

}  // namespace

std::vector<BoneWord> bone_words(const Rig& rig) {
    std::vector<Pieces> names;
    for (const RigJoint& joint : rig.joints) names.push_back(pieces_of(joint.name));
    const Decoration decoration = decoration_of(names);
    std::vector<BoneWord> words;
    for (Pieces& pieces : names) words.push_back(word_of(std::move(pieces), decoration));
    return words;
}

}  // namespace im
