#pragma once
// Reading a JSON object strictly: a wrong type, a value out of range or a key that nobody asked for is an
// error that names file, place, expected and found. No setting is ever ignored silently.

#include <filesystem>
#include <set>
#include <string>
#include <vector>

#include <nlohmann/json.hpp>

namespace im {

/// Parses a file. Throws Input with line and column.
nlohmann::json read_json_file(const std::filesystem::path& file);

class JsonReader {
  public:
    /// `place` opens every message, for example "configs/starter.json: tokenizer".
    JsonReader(const nlohmann::json& object, std::string place);

    /// Leaves `value` alone when the key is absent.
    void read(const char* key, bool& value);
    void read(const char* key, int& value, int min, int max);
    void read(const char* key, std::int64_t& value, std::int64_t min, std::int64_t max);
    void read(const char* key, double& value, double min, double max);
    void read(const char* key, std::string& value);
    void read(const char* key, std::string& value, const std::vector<std::string>& allowed);
    void read(const char* key, std::vector<std::string>& value);

    bool contains(const char* key) const;
    void require(const char* key) const;
    /// The object under `key`, or an empty one.
    JsonReader child(const char* key);
    /// The raw value (null when absent), counted as read.
    const nlohmann::json& raw(const char* key);
    /// Throws if the object holds keys that were never read; lists them and the known ones.
    void finish() const;
    const std::string& place() const { return place_; }

  private:
    const nlohmann::json* find(const char* key);
    const nlohmann::json& object_;
    std::string place_;
    std::set<std::string> known_;
};

}  // namespace im
