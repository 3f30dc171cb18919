#include "engine/store/workspace_format.h"

#include <array>
#include <span>

#include <spdlog/spdlog.h>

#include "engine/core/error.h"

namespace im {
namespace {

// What leads from each format to the next one, from the empty file on. People have databases of all of them: a
// step that was released never changes, a new format is a step of its own.

constexpr const char* kFirst[] = {
    "CREATE TABLE prompts (id INTEGER PRIMARY KEY, text TEXT NOT NULL UNIQUE, used REAL NOT NULL)",
    "CREATE TABLE clips (id INTEGER PRIMARY KEY, prompt TEXT NOT NULL, tokens BLOB NOT NULL, seed INTEGER "
    "NOT NULL, "
    "variation INTEGER NOT NULL, temperature REAL NOT NULL, top_k INTEGER NOT NULL, top_p REAL NOT NULL, "
    "guidance REAL NOT NULL, "
    "seconds REAL, model TEXT NOT NULL, model_folder TEXT NOT NULL, name TEXT NOT NULL, tags TEXT NOT NULL, "
    "made REAL NOT NULL, "
    "reward REAL, judge REAL, rating INTEGER NOT NULL DEFAULT 0 CHECK (rating BETWEEN 0 AND 5))",
    "CREATE TABLE comparisons (id INTEGER PRIMARY KEY, better INTEGER NOT NULL REFERENCES clips (id) ON "
    "DELETE CASCADE, "
    "worse INTEGER NOT NULL REFERENCES clips (id) ON DELETE CASCADE, made REAL NOT NULL)",
    "CREATE TABLE runs (id INTEGER PRIMARY KEY, name TEXT NOT NULL, folder TEXT NOT NULL, base_model TEXT "
    "NOT NULL, "
    "config TEXT NOT NULL, status INTEGER NOT NULL, started REAL NOT NULL, judge_before REAL, judge_after "
    "REAL)",
    "CREATE TABLE metrics (run INTEGER NOT NULL REFERENCES runs (id) ON DELETE CASCADE, name TEXT NOT NULL, "
    "iteration INTEGER NOT NULL, value REAL NOT NULL, PRIMARY KEY (run, name, iteration)) WITHOUT ROWID",
    "CREATE INDEX clips_made ON clips (made)"};

/// Where a clip is deleted, its comparisons are: without these SQLite reads all to find them.
constexpr const char* kIndexedComparisons[] = {
    "CREATE INDEX comparisons_better ON comparisons (better)",
    "CREATE INDEX comparisons_worse ON comparisons (worse)",
};

/// Curves are in the runs' own folders.
constexpr const char* kNoCurves[] = {"DROP TABLE metrics"};

/// A clip in the trash can be put back: it is marked, not deleted.
constexpr const char* kTrash[] = {
    "ALTER TABLE clips ADD COLUMN trashed INTEGER NOT NULL DEFAULT 0",
};

using Step = std::span<const char* const>;
constexpr std::array kSteps = {Step(kFirst), Step(kIndexedComparisons), Step(kNoCurves), Step(kTrash)};
constexpr std::int64_t kNewest = kSteps.size();

/// Kept as PRAGMA user_version; an empty file has 0.
std::int64_t format_of(Database& database, const std::filesystem::path& file) {
    auto row = database.prepare("PRAGMA user_version");
    row.step();
    const auto format = row.integer(0);
    if (format < 0 || format > kNewest) {
        throw input_error("{}: written by a newer version of this program (format {}, expected at most {})",
                          file.string(), format, kNewest);
    }
    return format;
}

}  // namespace

void bring_up_to_date(Database& database, const std::filesystem::path& file) {
    if (format_of(database, file) == kNewest) return;
    Transaction transaction(database);
    // Two threads or programs may come here at once: the second one finds it done.
    const auto before = format_of(database, file);
    for (auto format = before; format < kNewest; ++format) {
        for (const char* change : kSteps[static_cast<std::size_t>(format)]) database.run(change);
    }
    database.run(fmt::format("PRAGMA user_version = {}", kNewest));
    transaction.commit();
    if (before > 0 && before < kNewest)
        spdlog::info("{}: brought from format {} to {}", file.string(), before, kNewest);
}

}  // namespace im
