#pragma once
// Somebody who does anything in the studio: clicks, keys, drags, words, files, sizes of the window. What action number
// N of a seed is, depends on nothing but the two; what it meets depends on how fast the machine is.
//
//   RandomUser random(seed, app, files);
//   drive([&](ImGuiTestContext& user) { random.act(user); });

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include <imgui_te_context.h>

#include "app/studio/shell/studio_app.h"

namespace im::test {

class RandomUser {
  public:
    /// `files` are dropped on the window now and then.
    RandomUser(std::uint64_t seed, studio::StudioApp& app, std::vector<std::filesystem::path> files);

    /// The next action, noted (action_log.h) before it is done. Never one that closes the program.
    void act(ImGuiTestContext& user);
    std::uint64_t actions() const { return number_; }

    /// The size that the window is to have, where it is to change: only the window's own thread may change it.
    std::optional<std::pair<int, int>> take_size_wanted() { return std::exchange(size_wanted_, {}); }

  private:
    struct Kind;
    static const std::vector<Kind>& kinds();

    std::uint64_t draw(std::uint64_t below);  ///< of this action
    template <class List>
    decltype(auto) any_of(const List& list) {
        return list[draw(std::size(list))];
    }
    ImVec2 any_place();
    void note(const std::string& what);

    void click(ImGuiTestContext& user);
    void drag(ImGuiTestContext& user);
    void wheel(ImGuiTestContext& user);
    void type(ImGuiTestContext& user);
    void press_key(ImGuiTestContext& user);
    void take_back(ImGuiTestContext& user);
    void leave(ImGuiTestContext& user);
    void do_by_name(ImGuiTestContext& user);
    void generate(ImGuiTestContext& user);
    void drop_files(ImGuiTestContext& user);
    void change_size(ImGuiTestContext& user);
    void look_on(ImGuiTestContext& user);

    std::uint64_t seed_, number_ = 0, draws_ = 0;
    studio::StudioApp& app_;
    std::vector<std::filesystem::path> files_;
    std::optional<std::pair<int, int>> size_wanted_;
};

}  // namespace im::test
