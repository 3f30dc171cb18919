#pragma once
// A thin, exception-safe cover over SQLite: one connection, statements that bind and read by position.

#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

struct sqlite3;
struct sqlite3_stmt;

namespace im {

class Statement {
  public:
    Statement(sqlite3* connection, const std::string& sql);
    ~Statement();
    Statement(Statement&& other) noexcept;
    Statement(const Statement&) = delete;
    Statement& operator=(const Statement&) = delete;

    /// Binds the next `?`.
    Statement& bind(std::int64_t value);
    Statement& bind(int value) { return bind(static_cast<std::int64_t>(value)); }
    Statement& bind(double value);
    Statement& bind(std::string_view text);
    Statement& bind(const char* text) { return bind(std::string_view(text)); }
    Statement& bind_blob(std::string_view bytes);
    template <class T>
    Statement& bind(const std::optional<T>& value) {
        return value ? bind(*value) : bind_null();
    }
    Statement& bind_null();

    /// True when there is a row to read. Throws Resource (disk full, read-only, busy) or Input (damaged).
    bool step();
    /// Runs a statement that has no rows.
    void run() {
        while (step()) {
        }
    }

    std::int64_t integer(int column) const;
    double number(int column) const;
    std::string text(int column) const;
    std::string blob(int column) const;
    bool is_null(int column) const;
    std::optional<double> maybe_number(int column) const {
        return is_null(column) ? std::nullopt : std::optional(number(column));
    }

  private:
    sqlite3* connection_;
    sqlite3_stmt* statement_ = nullptr;
    int next_ = 1;
};

/// One connection, for one thread at a time. Write-ahead log: readers never wait for a writer, and a kill at
/// any moment loses at most what was not yet committed.
class Database {
  public:
    /// Makes the file when it is missing. Throws Resource (no folder, read-only, no space) or Input (not a
    /// database), naming it.
    explicit Database(const std::filesystem::path& file);
    ~Database();
    Database(const Database&) = delete;
    Database& operator=(const Database&) = delete;

    void run(const std::string& sql);
    Statement prepare(const std::string& sql) { return {connection_, sql}; }
    std::int64_t last_id() const;

  private:
    sqlite3* connection_ = nullptr;
};

/// Rolled back unless commit() is reached.
class Transaction {
  public:
    explicit Transaction(Database& database) : database_(database) { database_.run("BEGIN IMMEDIATE"); }
    ~Transaction();
    Transaction(const Transaction&) = delete;
    Transaction& operator=(const Transaction&) = delete;
    void commit() {
        database_.run("COMMIT");
        open_ = false;
    }

  private:
    Database& database_;
    bool open_ = true;
};

}  // namespace im
