#include "engine/store/database.h"

#include <chrono>
#include <thread>
#include <utility>

#include <spdlog/spdlog.h>
#include <sqlite3.h>

#include "engine/core/error.h"

namespace im {
namespace {

constexpr int kBusyMilliseconds = 5000;  // another program of the same user may be writing

[[noreturn]] void fail(sqlite3* connection, int code, const std::string& what) {
    const char* file = connection ? sqlite3_db_filename(connection, "main") : nullptr;
    const std::string message = fmt::format("{}: {}: {}", file && *file ? file : "workspace database", what,
                                            connection ? sqlite3_errmsg(connection) : sqlite3_errstr(code));
    switch (code & 0xff) {
        case SQLITE_CORRUPT:
        case SQLITE_NOTADB:
        case SQLITE_CONSTRAINT:
        case SQLITE_MISMATCH:
            throw Error(ErrorKind::Input, message);
        default:
            throw Error(ErrorKind::Resource, message);
    }
}

void check(sqlite3* connection, int code, const char* what) {
    if (code != SQLITE_OK) fail(connection, code, what);
}

/// SQLite does not wait here as it does elsewhere (both of two openers would hold what the other one needs):
/// it answers "busy" at once.
void use_write_ahead_log(sqlite3* connection) {
    const auto give_up = std::chrono::steady_clock::now() + std::chrono::milliseconds(kBusyMilliseconds);
    int code;
    while (((code = sqlite3_exec(connection, "PRAGMA journal_mode = WAL", nullptr, nullptr, nullptr)) &
            0xff) == SQLITE_BUSY &&
           std::chrono::steady_clock::now() < give_up) {
        std::this_thread::sleep_for(std::chrono::milliseconds(2));
    }
    check(connection, code, "cannot be opened for writing");
}

}  // namespace

Statement::Statement(sqlite3* connection, const std::string& sql) : connection_(connection) {
    check(connection_,
          sqlite3_prepare_v2(connection_, sql.c_str(), static_cast<int>(sql.size()), &statement_, nullptr),
          "statement");
}

Statement::Statement(Statement&& other) noexcept
    : connection_(other.connection_),
      statement_(std::exchange(other.statement_, nullptr)),
      next_(other.next_) {}

Statement::~Statement() {
    sqlite3_finalize(statement_);
}

Statement& Statement::bind(std::int64_t value) {
    check(connection_, sqlite3_bind_int64(statement_, next_++, value), "bind");
    return *this;
}
Statement& Statement::bind(double value) {
    check(connection_, sqlite3_bind_double(statement_, next_++, value), "bind");
    return *this;
}
Statement& Statement::bind(std::string_view text) {
    check(connection_,
          sqlite3_bind_text64(statement_, next_++, text.data(), text.size(), SQLITE_TRANSIENT, SQLITE_UTF8),
          "bind");
    return *this;
}
Statement& Statement::bind_blob(std::string_view bytes) {
    check(connection_, sqlite3_bind_blob64(statement_, next_++, bytes.data(), bytes.size(), SQLITE_TRANSIENT),
          "bind");
    return *this;
}
Statement& Statement::bind_null() {
    check(connection_, sqlite3_bind_null(statement_, next_++), "bind");
    return *this;
}

bool Statement::step() {
    const int code = sqlite3_step(statement_);
    if (code == SQLITE_ROW) return true;
    if (code == SQLITE_DONE) return false;
    fail(connection_, code, "cannot be read or written");
}

std::int64_t Statement::integer(int column) const {
    return sqlite3_column_int64(statement_, column);
}
double Statement::number(int column) const {
    return sqlite3_column_double(statement_, column);
}
bool Statement::is_null(int column) const {
    return sqlite3_column_type(statement_, column) == SQLITE_NULL;
}

std::string Statement::text(int column) const {
    const auto* data = reinterpret_cast<const char*>(sqlite3_column_text(statement_, column));
    return data ? std::string(data, static_cast<std::size_t>(sqlite3_column_bytes(statement_, column)))
                : std::string();
}

std::string Statement::blob(int column) const {
    const auto* data = static_cast<const char*>(sqlite3_column_blob(statement_, column));
    return data ? std::string(data, static_cast<std::size_t>(sqlite3_column_bytes(statement_, column)))
                : std::string();
}

Database::Database(const std::filesystem::path& file) {
    const int code =
        sqlite3_open_v2(file.c_str(), &connection_,
                        SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_NOMUTEX, nullptr);
    try {
        if (code != SQLITE_OK) {
            throw resource_error("{}: the database cannot be opened: {}", file.string(),
                                 connection_ ? sqlite3_errmsg(connection_) : sqlite3_errstr(code));
        }
        sqlite3_busy_timeout(connection_, kBusyMilliseconds);
        use_write_ahead_log(connection_);
        run("PRAGMA synchronous = NORMAL");
        run("PRAGMA foreign_keys = ON");
        // The file may have come from anywhere: no code in it is to run.
        run("PRAGMA trusted_schema = OFF");
    } catch (...) {
        sqlite3_close_v2(connection_);
        throw;
    }
}

Database::~Database() {
    sqlite3_close_v2(connection_);
}

void Database::run(const std::string& sql) {
    prepare(sql).run();
}

std::int64_t Database::last_id() const {
    return sqlite3_last_insert_rowid(connection_);
}

Transaction::~Transaction() {
    if (!open_) return;
    try {
        database_.run("ROLLBACK");
    } catch (const std::exception& error) {
        spdlog::warn("{}", error.what());  // SQLite has rolled back by itself, as it does on a full disk
    }
}

}  // namespace im
