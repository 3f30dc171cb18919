#include "engine/store/workspace.h"

#include <algorithm>
#include <chrono>
#include <sstream>

#include "engine/core/error.h"
#include "engine/store/workspace_format.h"

namespace im {
namespace {

constexpr const char* kClipColumns =
    "id, prompt, tokens, seed, variation, temperature, top_k, top_p, guidance, seconds, model, model_folder, "
    "name, tags, made, reward, "
    "judge, rating, trashed";

double now() {
    return std::chrono::duration<double>(std::chrono::system_clock::now().time_since_epoch()).count();
}

std::filesystem::path made_folder(const std::filesystem::path& folder) {
    std::error_code code;
    std::filesystem::create_directories(folder, code);
    if (code) throw resource_error("{}: the workspace cannot be made: {}", folder.string(), code.message());
    return folder;
}

/// Little-endian 16-bit numbers: codebooks have at most some thousand codes.
std::string pack(const std::vector<int>& tokens) {
    std::string bytes;
    for (const int token : tokens) {
        if (token < 0 || token > 0xffff)
            throw usage_error("clip: expected tokens in 0..65535, found {}", token);
        bytes += static_cast<char>(token & 0xff);
        bytes += static_cast<char>(token >> 8);
    }
    return bytes;
}

std::vector<int> unpack(const std::string& bytes) {
    std::vector<int> tokens;
    for (std::size_t i = 0; i + 1 < bytes.size(); i += 2) {
        tokens.push_back(static_cast<unsigned char>(bytes[i]) | static_cast<unsigned char>(bytes[i + 1])
                                                                    << 8);
    }
    return tokens;
}

ClipRecord read_clip(const Statement& row) {
    ClipRecord clip;
    clip.id = row.integer(0);
    clip.prompt = row.text(1);
    clip.tokens = unpack(row.blob(2));
    clip.seed = static_cast<std::uint64_t>(row.integer(3));
    clip.variation = static_cast<int>(row.integer(4));
    clip.sampling = {row.number(5), static_cast<int>(row.integer(6)), row.number(7), row.number(8)};
    clip.seconds = row.maybe_number(9);
    clip.model = row.text(10);
    clip.model_folder = row.text(11);
    clip.name = row.text(12);
    clip.tags = row.text(13);
    clip.made = row.number(14);
    clip.reward = row.maybe_number(15);
    clip.judge = row.maybe_number(16);
    clip.rating = static_cast<int>(row.integer(17));
    clip.trashed = row.integer(18) != 0;
    return clip;
}

/// For LIKE ... ESCAPE '\'.
std::string like_pattern(const std::string& word) {
    std::string pattern = "%";
    for (const char c : word) {
        if (c == '%' || c == '_' || c == '\\') pattern += '\\';
        pattern += c;
    }
    return pattern + "%";
}

}  // namespace

Workspace::Workspace(const std::filesystem::path& folder)
    : file_(made_folder(folder) / "workspace.db"), database_(file_) {
    bring_up_to_date(database_, file_);
}

void Workspace::refuse_writes() {
    database_.run("PRAGMA query_only = ON");
}

void Workspace::together(const std::function<void()>& changes) {
    Transaction transaction(database_);
    changes();
    transaction.commit();
}

std::vector<std::string> Workspace::prompts(int limit) {
    auto rows = database_.prepare("SELECT text FROM prompts ORDER BY used DESC, id DESC LIMIT ?");
    rows.bind(limit);
    std::vector<std::string> texts;
    while (rows.step()) texts.push_back(rows.text(0));
    return texts;
}

void Workspace::add_prompt(const std::string& text) {
    database_
        .prepare(
            "INSERT INTO prompts (text, used) VALUES (?, ?) ON CONFLICT (text) DO UPDATE SET used = "
            "excluded.used")
        .bind(text)
        .bind(now())
        .run();
}

std::int64_t Workspace::add_clip(const ClipRecord& clip) {
    database_
        .prepare(
            "INSERT INTO clips (prompt, tokens, seed, variation, temperature, top_k, top_p, guidance, "
            "seconds, model, model_folder, "
            "name, tags, made, reward, judge, rating) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, "
            "?, ?)")
        .bind(clip.prompt)
        .bind_blob(pack(clip.tokens))
        .bind(static_cast<std::int64_t>(clip.seed))
        .bind(clip.variation)
        .bind(clip.sampling.temperature)
        .bind(clip.sampling.top_k)
        .bind(clip.sampling.top_p)
        .bind(clip.sampling.guidance)
        .bind(clip.seconds)
        .bind(clip.model)
        .bind(clip.model_folder)
        .bind(clip.name)
        .bind(clip.tags)
        .bind(clip.made > 0 ? clip.made : now())
        .bind(clip.reward)
        .bind(clip.judge)
        .bind(clip.rating)
        .run();
    return database_.last_id();
}

std::optional<ClipRecord> Workspace::clip(std::int64_t id) {
    auto row = database_.prepare(fmt::format("SELECT {} FROM clips WHERE id = ?", kClipColumns));
    row.bind(id);
    if (!row.step()) return std::nullopt;
    return read_clip(row);
}

std::vector<ClipRecord> Workspace::clips(const ClipFilter& filter) {
    std::istringstream in(filter.search);
    std::vector<std::string> words;
    for (std::string word; in >> word;) words.push_back(word);
    std::string sql = fmt::format("SELECT {} FROM clips WHERE rating >= ? AND id > ?", kClipColumns);
    if (!filter.with_trash) sql += " AND trashed = 0";
    for (std::size_t i = 0; i < words.size(); ++i)
        sql += " AND (prompt || ' ' || name || ' ' || tags) LIKE ? ESCAPE '\\'";
    sql += " ORDER BY made DESC, id DESC LIMIT ? OFFSET ?";
    auto rows = database_.prepare(sql);
    rows.bind(std::max(filter.rating_min, filter.rated_only ? 1 : 0)).bind(filter.after);
    for (const auto& word : words) rows.bind(like_pattern(word));
    rows.bind(filter.limit).bind(filter.offset);
    std::vector<ClipRecord> found;
    while (rows.step()) found.push_back(read_clip(rows));
    return found;
}

void Workspace::rename_clip(std::int64_t id, const std::string& name, const std::string& tags) {
    database_.prepare("UPDATE clips SET name = ?, tags = ? WHERE id = ?")
        .bind(name)
        .bind(tags)
        .bind(id)
        .run();
}

void Workspace::rate(std::int64_t id, int rating) {
    if (rating < 0 || rating > 5)
        throw usage_error("rating: expected 1..5, or 0 to take it back, found {}", rating);
    if (!clip(id)) throw input_error("{}: no clip {}", file_.string(), id);
    database_.prepare("UPDATE clips SET rating = ? WHERE id = ?").bind(rating).bind(id).run();
}

void Workspace::trash_clip(std::int64_t id, bool trashed) {
    database_.prepare("UPDATE clips SET trashed = ? WHERE id = ?").bind(trashed ? 1 : 0).bind(id).run();
}

void Workspace::delete_clip(std::int64_t id) {
    database_.prepare("DELETE FROM clips WHERE id = ?").bind(id).run();
}

std::int64_t Workspace::compare(std::int64_t better, std::int64_t worse) {
    const auto a = clip(better), b = clip(worse);
    if (!a || !b) throw input_error("{}: no clip {}", file_.string(), a ? worse : better);
    if (better == worse) throw input_error("comparison: expected two clips, found {} twice", better);
    if (a->prompt != b->prompt)
        throw input_error("comparison: expected two clips of one prompt, found \"{}\" and \"{}\"", a->prompt,
                          b->prompt);
    database_.prepare("INSERT INTO comparisons (better, worse, made) VALUES (?, ?, ?)")
        .bind(better)
        .bind(worse)
        .bind(now())
        .run();
    return database_.last_id();
}

std::vector<Comparison> Workspace::comparisons() {
    auto rows = database_.prepare("SELECT id, better, worse, made FROM comparisons ORDER BY id");
    std::vector<Comparison> found;
    while (rows.step()) found.push_back({rows.integer(0), rows.integer(1), rows.integer(2), rows.number(3)});
    return found;
}

std::int64_t Workspace::add_run(const StoredRun& run) {
    database_
        .prepare(
            "INSERT INTO runs (name, folder, base_model, config, status, started, judge_before, judge_after) "
            "VALUES (?, ?, ?, ?, ?, ?, ?, ?)")
        .bind(run.name)
        .bind(run.folder)
        .bind(run.base_model)
        .bind(run.config)
        .bind(static_cast<int>(run.status))
        .bind(run.started > 0 ? run.started : now())
        .bind(run.judge_before)
        .bind(run.judge_after)
        .run();
    return database_.last_id();
}

void Workspace::update_run(std::int64_t id, RunStatus status, std::optional<double> judge_before,
                           std::optional<double> judge_after) {
    database_.prepare("UPDATE runs SET status = ?, judge_before = ?, judge_after = ? WHERE id = ?")
        .bind(static_cast<int>(status))
        .bind(judge_before)
        .bind(judge_after)
        .bind(id)
        .run();
}

std::vector<StoredRun> Workspace::runs() {
    auto rows = database_.prepare(
        "SELECT id, name, folder, base_model, config, status, started, judge_before, judge_after FROM runs "
        "ORDER BY id DESC");
    std::vector<StoredRun> found;
    while (rows.step()) {
        const auto status = rows.integer(5);
        if (status < 0 || status > static_cast<int>(RunStatus::Failed))
            throw input_error("{}: run {}: unknown status {}", file_.string(), rows.integer(0), status);
        found.push_back({rows.integer(0), rows.text(1), rows.text(2), rows.text(3), rows.text(4),
                         static_cast<RunStatus>(status), rows.number(6), rows.maybe_number(7),
                         rows.maybe_number(8)});
    }
    return found;
}

}  // namespace im
