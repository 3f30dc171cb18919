#pragma once
// The words of a BVH text, for its reader alone.

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

#include <glm/vec3.hpp>

namespace im {

/// Equal but for the case of ASCII letters.
bool same_word(std::string_view a, std::string_view b);

class BvhText {
  public:
    /// `place` opens every message. Both must outlive this.
    BvhText(std::string_view text, const std::string& place) : text_(text), place_(place) {}

    /// Throws Input: "PLACE:LINE: expected ..., found ...", where the last word began.
    [[noreturn]] void fail(const std::string& expected, std::string_view found) const;

    /// The next word, brace or nothing at the end of the text.
    std::string_view next();
    std::string_view peek();
    /// The last word is next again.
    void back() { at_ = token_start_; }
    void expect(std::string_view wanted);
    /// What is left of the line, up to a brace: names may have spaces in them.
    std::string_view rest_of_line();
    /// The last word.
    std::string_view last() const { return text_.substr(token_start_, at_ - token_start_); }

    /// A finite number, with a decimal point or comma, however it is written; nothing for another word.
    std::optional<double> number_of(std::string_view word);
    /// The next word as one; `what` is expected.
    double number(const std::string& what);
    glm::dvec3 offset();

    std::size_t size() const { return text_.size(); }
    /// The first number with a decimal comma; "" for none.
    const std::string& comma() const { return comma_; }

  private:
    std::string_view text_;
    const std::string& place_;
    std::size_t at_ = 0, token_start_ = 0;
    std::string comma_;
};

}  // namespace im
