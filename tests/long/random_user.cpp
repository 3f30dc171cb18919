#include "random_user.h"

#include <string_view>

#include <fmt/format.h>
#include <imgui_internal.h>

#include "action_log.h"
#include "app/studio/shell/action_table.h"
#include "app/studio/shell/key_names.h"
#include "engine/core/splitmix.h"

namespace im::test {
namespace {

using studio::Action;

// No path among them: what is typed into a field for a file or folder stays in the folder that the test runs in.
constexpr const char* kTexts[] = {"a person walks forward",
                                  "a person jumps twice, then bows",
                                  "someone waves with the left hand while walking in a circle",
                                  "a person sits down",
                                  "un homme salue, très lentement",
                                  "человек машет рукой",
                                  "a person dances \xF0\x9F\x95\xBA",
                                  "\"quotes\" & <tags> %s %n {} ###id ##",
                                  "a | b | c",
                                  "12345",
                                  "-1",
                                  "0.5",
                                  " ",
                                  "walks walks walks walks walks walks walks walks walks walks walks walks"};

constexpr ImGuiKeyChord kKeys[] = {ImGuiKey_Enter,
                                   ImGuiKey_Tab,
                                   ImGuiKey_Space,
                                   ImGuiKey_Backspace,
                                   ImGuiKey_Delete,
                                   ImGuiKey_LeftArrow,
                                   ImGuiKey_RightArrow,
                                   ImGuiKey_UpArrow,
                                   ImGuiKey_DownArrow,
                                   ImGuiKey_Home,
                                   ImGuiKey_End,
                                   ImGuiKey_PageUp,
                                   ImGuiKey_PageDown,
                                   ImGuiMod_Ctrl | ImGuiKey_A,
                                   ImGuiMod_Ctrl | ImGuiKey_C,
                                   ImGuiMod_Ctrl | ImGuiKey_V,
                                   ImGuiMod_Ctrl | ImGuiKey_X,
                                   ImGuiMod_Shift | ImGuiKey_Tab,
                                   ImGuiMod_Shift | ImGuiKey_LeftArrow};

/// What ends the program, by the words on it.
bool closes_the_program(std::string_view label) {
    for (const char* word : {"Quit", "Save and close"}) {
        if (label.find(word) != std::string_view::npos) {
            return true;
        }
    }
    return false;
}

bool closes_the_program(const Action& action) {
    return std::string_view(action.id) == "file.quit";
}

/// Its key of now; the first one where the settings have taken it away.
ImGuiKeyChord key_for(const studio::Settings& settings, const char* id) {
    const Action& action = studio::find_action(id);
    const ImGuiKeyChord key = studio::key_of(settings, action);
    return key != 0 ? key : action.key;
}

}  // namespace

struct RandomUser::Kind {
    unsigned share;
    void (RandomUser::*act)(ImGuiTestContext&);
};

const std::vector<RandomUser::Kind>& RandomUser::kinds() {
    static const std::vector<Kind> all = {
        {32, &RandomUser::click},     {9, &RandomUser::drag},        {6, &RandomUser::wheel},
        {7, &RandomUser::type},       {9, &RandomUser::press_key},   {6, &RandomUser::take_back},
        {7, &RandomUser::leave},      {11, &RandomUser::do_by_name}, {6, &RandomUser::generate},
        {2, &RandomUser::drop_files}, {2, &RandomUser::change_size}, {3, &RandomUser::look_on}};
    return all;
}

RandomUser::RandomUser(std::uint64_t seed, studio::StudioApp& app, std::vector<std::filesystem::path> files)
    : seed_(seed), app_(app), files_(std::move(files)) {}

std::uint64_t RandomUser::draw(std::uint64_t below) {
    constexpr std::uint64_t kGolden = 0x9e3779b97f4a7c15ull;
    ++draws_;
    return splitmix_finaliser(splitmix_finaliser(seed_ * kGolden + number_) + draws_ * kGolden) % below;
}

ImVec2 RandomUser::any_place() {
    const ImVec2 size = ImGui::GetIO().DisplaySize;
    constexpr std::uint64_t kSteps = 10'000;  // a place is a part of the window, whatever its size
    const auto x = static_cast<float>(draw(kSteps)) / kSteps, y = static_cast<float>(draw(kSteps)) / kSteps;
    return ImFloor(ImVec2(x * size.x, y * size.y));
}

void RandomUser::note(const std::string& what) {
    note_action(fmt::format("{:6}  {}", number_, what));
}

void RandomUser::act(ImGuiTestContext& user) {
    ++number_;
    draws_ = 0;
    std::uint64_t all = 0;
    for (const Kind& kind : kinds()) {
        all += kind.share;
    }
    std::uint64_t left = draw(all);
    for (const Kind& kind : kinds()) {
        if (left < kind.share) {
            (this->*kind.act)(user);
            return;
        }
        left -= kind.share;
    }
}

void RandomUser::click(ImGuiTestContext& user) {
    const ImVec2 place = any_place();
    const std::uint64_t which = draw(20);
    const int button = which < 17 ? 0 : which < 19 ? 1 : 2;
    const bool twice = draw(10) == 0;
    user.MouseMoveToPos(place);
    // The item is looked for by its number: what a click will do is known only to it.
    const ImGuiID under = user.UiContext->HoveredIdPreviousFrame;
    const ImGuiTestItemInfo item =
        under != 0 ? user.ItemInfo(under, ImGuiTestOpFlags_NoError) : ImGuiTestItemInfo();
    const bool spared = closes_the_program(item.DebugLabel);
    note(fmt::format("{}{} {} at {:.0f}, {:.0f}{}{}", spared ? "no " : "", twice ? "double click" : "click",
                     button, place.x, place.y, item.DebugLabel[0] ? ": " : "", item.DebugLabel));
    if (spared) {
        return;
    }
    if (twice) {
        user.MouseDoubleClick(button);
    } else {
        user.MouseClick(button);
    }
}

void RandomUser::drag(ImGuiTestContext& user) {
    const ImVec2 from = any_place(), to = any_place();
    const int button = static_cast<int>(draw(3));
    note(fmt::format("drag {} from {:.0f}, {:.0f} to {:.0f}, {:.0f}", button, from.x, from.y, to.x, to.y));
    user.MouseMoveToPos(from);
    user.MouseDown(button);
    user.MouseMoveToPos(ImVec2((from.x + to.x) / 2, (from.y + to.y) / 2));
    user.MouseMoveToPos(to);
    user.MouseUp(button);
}

void RandomUser::wheel(ImGuiTestContext& user) {
    const ImVec2 place = any_place();
    const float turn = static_cast<float>(draw(11)) - 5;
    note(fmt::format("wheel {:.0f} at {:.0f}, {:.0f}", turn, place.x, place.y));
    user.MouseMoveToPos(place);
    user.MouseWheelY(turn);
}

void RandomUser::type(ImGuiTestContext& user) {
    const char* text = any_of(kTexts);
    const bool instead = draw(2) == 0;
    note(fmt::format("type{} \"{}\"", instead ? " instead" : "", text));
    if (instead) {
        user.KeyPress(ImGuiMod_Ctrl | ImGuiKey_A);
    }
    user.KeyChars(text);
}

void RandomUser::press_key(ImGuiTestContext& user) {
    ImGuiKeyChord key = any_of(kKeys);
    if (draw(2) == 0) {
        const Action& action = any_of(studio::actions());
        const ImGuiKeyChord wanted = studio::key_of(app_.state().settings, action);
        key = wanted != 0 && !closes_the_program(action) ? wanted : key;
    }
    if (key == key_for(app_.state().settings, "file.quit")) {
        key = ImGuiKey_Escape;  // the settings give any key to any action
    }
    note("key " + studio::key_name(key));
    user.KeyPress(key);
}

void RandomUser::take_back(ImGuiTestContext& user) {
    const bool redo = draw(3) == 0;
    const int times = 1 + static_cast<int>(draw(4));
    note(fmt::format("{} {} times", redo ? "redo" : "undo", times));
    user.KeyPress((redo ? ImGuiMod_Ctrl | ImGuiMod_Shift : ImGuiMod_Ctrl) | ImGuiKey_Z, times);
}

void RandomUser::leave(ImGuiTestContext& user) {
    note("escape");
    user.KeyPress(ImGuiKey_Escape);
}

void RandomUser::do_by_name(ImGuiTestContext& user) {
    const Action& action = any_of(studio::actions());
    if (closes_the_program(action)) {
        return;
    }
    note(fmt::format("do \"{}: {}\"", action.group, action.title));
    user.KeyPress(ImGuiKey_Escape, 2);  // a dialog would keep the palette away
    user.KeyPress(key_for(app_.state().settings, "window.palette"));
    user.Yield(2);
    user.KeyChars((std::string(action.group) + ": " + action.title).c_str());
    user.Yield();
    user.KeyPress(ImGuiKey_Enter);
}

void RandomUser::generate(ImGuiTestContext& user) {
    const char* text = any_of(kTexts);
    note(fmt::format("generate \"{}\"", text));
    const studio::Settings& settings = app_.state().settings;
    user.KeyPress(ImGuiKey_Escape, 2);
    user.KeyPress(key_for(settings, "generate.type"));
    user.Yield(2);
    user.KeyPress(ImGuiMod_Ctrl | ImGuiKey_A);
    user.KeyChars(text);
    user.KeyPress(key_for(settings, "generate.start"));
}

void RandomUser::drop_files(ImGuiTestContext& user) {
    std::vector<std::filesystem::path> dropped;
    std::string names;
    for (std::uint64_t left = 1 + draw(3); left > 0; --left) {
        dropped.push_back(any_of(files_));
        names += " " + dropped.back().filename().string();
    }
    note("drop" + names);
    app_.drop(dropped);
    user.Yield(2);
}

void RandomUser::change_size(ImGuiTestContext& user) {
    size_wanted_ = {480 + static_cast<int>(draw(1400)), 320 + static_cast<int>(draw(740))};
    note(fmt::format("window {} x {}", size_wanted_->first, size_wanted_->second));
    user.Yield(3);
}

void RandomUser::look_on(ImGuiTestContext& user) {
    const int frames = 1 + static_cast<int>(draw(30));
    note(fmt::format("nothing for {} frames", frames));
    user.Yield(frames);
}

}  // namespace im::test
