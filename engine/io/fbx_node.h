#pragma once
// One record of a binary FBX file: a name, properties, records within. Whoever adds to a record gets the
// record itself, so that a line of code is a line of the file:
//
//   FbxNode pose("Pose");
//   pose.i64(7).object("BindPose", "Pose");
//   pose.add("Version").i32(100);
//   pose.write(bytes);

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include <glm/vec3.hpp>

namespace im {

/// A number as it lies in memory, which is little-endian, as FBX is.
template <class T>
void append_raw(std::string& to, const T& value) {
    to.append(reinterpret_cast<const char*>(&value), sizeof(T));
}

class FbxNode {
  public:
    static constexpr std::size_t kNullRecord = 13;  ///< zeros that end a list of records

    explicit FbxNode(std::string_view name) : name_(name) {}

    FbxNode& i32(std::int32_t value) { return property('I', value); }
    FbxNode& i64(std::int64_t value) { return property('L', value); }
    FbxNode& f64(double value) { return property('D', value); }
    FbxNode& text(std::string_view value, char type = 'S');
    /// "name" and its class in one property, as objects have it.
    FbxNode& object(std::string_view name, std::string_view kind);
    /// `type` is that of the values: 'i', 'l', 'f', 'd'. Long ones are compressed.
    template <class T>
    FbxNode& array(char type, const std::vector<T>& values) {
        property(type, static_cast<std::uint32_t>(values.size()));
        append_array({reinterpret_cast<const char*>(values.data()), values.size() * sizeof(T)});
        return *this;
    }
    FbxNode& add(std::string_view name) { return children_.emplace_back(name); }

    // Properties70: name, type, label, flags, values.
    void set(std::string_view name, std::string_view type, std::string_view label, int value) {
        p70(name, type, label, "").i32(value);
    }
    void set(std::string_view name, double value) { p70(name, "double", "Number", "").f64(value); }
    void set(std::string_view name, std::string_view text) { p70(name, "KString", "", "").text(text); }
    void set_time(std::string_view name, std::int64_t ticks) { p70(name, "KTime", "Time", "").i64(ticks); }
    void set_vector(std::string_view name, std::string_view type, const glm::dvec3& v) {
        p70(name, type, "", "A").f64(v.x).f64(v.y).f64(v.z);
    }

    /// Appends the record to `out`, the whole file so far. Throws Input where that is more than FBX 7.4 holds.
    void write(std::string& out) const;

  private:
    template <class T>
    FbxNode& property(char type, const T& value) {
        properties_ += type;
        append_raw(properties_, value);
        ++count_;
        return *this;
    }
    FbxNode& p70(std::string_view name, std::string_view type, std::string_view label,
                 std::string_view flags) {
        return add("P").text(name).text(type).text(label).text(flags);
    }
    void append_array(std::string_view bytes);

    std::string name_, properties_;
    std::uint32_t count_ = 0;
    std::vector<FbxNode> children_;
};

}  // namespace im
