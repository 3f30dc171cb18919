#pragma once
// Every clip of a workspace in memory, searched while one types: no disk, no SQL.
//
//   ClipIndex index;
//   index.add(workspace.clips({.with_trash = true, .limit = kAllClips}));
//   for (std::size_t place : index.search({.words = "bow 4+", .order = ClipOrder::Score})) show(index[place]);

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

#include "engine/store/workspace.h"

namespace im {

inline constexpr int kAllClips = 1'000'000'000;  ///< for ClipFilter::limit

enum class ClipOrder { Newest, Oldest, Score, Rating };

struct ClipQuery {
    /// Words that prompt, name, tags or model contain, all of them, in any case. "4*" is a rating of 4, "4+" one of 4
    /// or more.
    std::string words = {};
    int rating_min = 0;  ///< 1..5; 0: any
    bool unrated = false;
    bool trashed = false;    ///< those in the trash instead of the others
    std::string model = {};  ///< its name, exactly; empty: any
    ClipOrder order = ClipOrder::Newest;

    bool operator==(const ClipQuery&) const = default;
};

/// How well words and motion fit, 0..1, by the judge where there is one, else by the reward; none: not scored.
std::optional<double> clip_likeness(const ClipRecord& clip);

class ClipIndex {
  public:
    /// Those with an id that is there already replace what was known of them.
    void add(std::vector<ClipRecord> clips);
    void rate(std::int64_t id, int rating);
    void rename(std::int64_t id, const std::string& name, const std::string& tags);
    void trash(std::int64_t id, bool trashed);
    void remove(std::int64_t id);

    /// Null: there is no such clip. Valid until the next add() or remove().
    const ClipRecord* find(std::int64_t id) const;
    const ClipRecord& operator[](std::size_t place) const { return clips_[place]; }
    std::size_t size() const { return clips_.size(); }
    std::int64_t newest() const { return newest_; }  ///< greatest id there ever was
    /// Names, in alphabetical order.
    std::vector<std::string> models() const;

    /// Places of the clips that a query asks for, in its order; equal ones newest first.
    std::vector<std::size_t> search(const ClipQuery& query) const;
    /// Another number after each change, of clips that it does not have too: what was found, or is being read, may be
    /// old.
    std::uint64_t revision() const { return revision_; }

  private:
    ClipRecord* changed(std::int64_t id);

    std::vector<ClipRecord> clips_;
    std::vector<std::string> texts_;  ///< beside each clip what its words are looked for in, lower case
    std::unordered_map<std::int64_t, std::size_t> places_;
    std::int64_t newest_ = 0;
    std::uint64_t revision_ = 0;
};

}  // namespace im
