#include "tests/export/blender.h"

#include <cstdlib>
#include <fstream>

#include <fmt/format.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

namespace im::test {
namespace fs = std::filesystem;
using nlohmann::json;
namespace {

std::vector<std::map<std::string, glm::dvec3>> places_of(const json& frames) {
    std::vector<std::map<std::string, glm::dvec3>> places;
    for (const json& frame : frames) {
        auto& at = places.emplace_back();
        for (const auto& [bone, p] : frame.items())
            at[bone] = {p[0].get<double>(), p[1].get<double>(), p[2].get<double>()};
    }
    return places;
}

std::vector<std::map<std::string, glm::dquat>> turns_of(const json& frames) {
    std::vector<std::map<std::string, glm::dquat>> turns;
    for (const json& frame : frames) {
        auto& now = turns.emplace_back();
        for (const auto& [bone, q] : frame.items())
            now[bone] = {q[0].get<double>(), q[1].get<double>(), q[2].get<double>(), q[3].get<double>()};
    }
    return turns;
}

BlenderView view_of(const json& found) {
    BlenderView view;
    if (found.contains("error")) {
        view.error = found["error"].get<std::string>();
        return view;
    }
    view.parents = found["bones"].get<std::map<std::string, std::string>>();
    view.fps = found["fps"].get<double>();
    view.frames = found["frames"][1].get<int>() - found["frames"][0].get<int>() + 1;
    view.heads = places_of(found["heads"]);
    view.tails = places_of(found["tails"]);
    view.turns = turns_of(found["turns"]);
    view.vertices = found["vertices"].get<int>();
    view.mesh_drift = found["mesh_drift"].get<double>();
    return view;
}

}  // namespace

bool blender_installed() {
    static const bool installed =
        std::system("command -v blender >/dev/null 2>&1 && /usr/bin/python3 -c 'import numpy' 2>/dev/null") ==
        0;
    return installed;
}

std::map<std::string, BlenderView> open_in_blender(const std::vector<fs::path>& files) {
    const fs::path folder = files.front().parent_path();
    const fs::path script = IM_BLENDER_SCRIPT;
    std::string command = fmt::format(
        "HOME='{0}' timeout 250 blender -b --factory-startup --python-exit-code 1 -P '{1}' -- '{0}/out.json'",
        folder.string(), script.string());
    for (const fs::path& file : files) command += fmt::format(" '{}'", file.string());
    command += fmt::format(" >'{0}/log.txt' 2>&1", folder.string());
    const int status = std::system(command.c_str());
    std::ifstream in(folder / "out.json");
    if (status != 0 || !in) {
        std::ifstream log(folder / "log.txt");
        ADD_FAILURE() << "Blender ended with status " << status << ":\n" << log.rdbuf();
        return {};
    }
    std::map<std::string, BlenderView> views;
    const json all = json::parse(in);
    for (const auto& [name, found] : all.items()) views[name] = view_of(found);
    return views;
}

}  // namespace im::test
