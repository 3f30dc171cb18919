#include "app/studio/actions/rig_actions.h"

#include <fmt/format.h>

#include "engine/core/error.h"
#include "engine/io/motion_file.h"

namespace im::studio {
namespace {

namespace fs = std::filesystem;

/// Whole tables: `changes` over `table`.
BoneTable changed(BoneTable table, const BoneTable& changes) {
    for (const auto& [part, bone] : changes) {
        table[part] = bone;
    }
    return table;
}

/// Checks the table, and makes the rig ready to be exported on.
void use_bones(StudioState& state, Services& services) {
    OwnRig& rig = state.save.rig;
    state.save.format.own_rig.reset();
    rig.error.clear();
    rig.problems = bone_table_problems(rig.as_read->rig, rig.bones);
    if (!rig.problems.empty()) {
        return;
    }
    auto ready = std::make_shared<std::shared_ptr<const FigureScene>>();
    auto warnings = std::make_shared<std::vector<std::string>>(rig.file_warnings);
    services.export_tasks.run(
        [ready, warnings, scene = rig.as_read, bones = rig.bones, choice = rig.choice] {
            *ready = rig_to_export_on(*scene, bones, choice, warnings.get());
        },
        [&state, ready, warnings, scene = rig.as_read, bones = rig.bones](const std::string& error) {
            OwnRig& now = state.save.rig;
            if (!now.chosen || now.as_read != scene || now.bones != bones) {
                return;  // something else was asked for since
            }
            now.error = error;
            now.warnings = *warnings;
            state.save.format.own_rig = *ready;
        });
}

}  // namespace

void open_own_rig(StudioState& state, Services& services) {
    OwnRig& rig = state.save.rig;
    state.save.format.own_rig.reset();
    rig.as_read.reset();
    rig.problems.clear();
    rig.error.clear();
    rig.file_warnings.clear();
    rig.warnings.clear();
    rig.table_note.clear();
    if (rig.asked != rig.file) {
        rig.choice = {{}, "1"};
    }
    rig.takes.clear();
    rig.asked = rig.file;
    rig.reading = !rig.asked.empty();
    if (!rig.reading) {
        return;
    }
    auto read = std::make_shared<SceneFile>();
    services.export_tasks.run(
        [read, file = rig.asked, choice = rig.choice] { *read = read_rig_file(file, choice); },
        [&state, &services, read, file = rig.asked](const std::string& error) {
            OwnRig& now = state.save.rig;
            if (now.asked != file || !now.reading) {
                return;
            }
            now.reading = false;
            now.error = error;
            if (!error.empty()) {
                return;
            }
            now.file_warnings = std::move(read->warnings);
            now.takes = std::move(read->takes);
            now.as_read = std::make_shared<const FigureScene>(std::move(read->scene));
            now.found = bone_table_of(now.as_read->rig);
            now.table_file = fs::path(file).replace_extension(".bones.json").string();
            Settings& kept = state.settings;
            if (kept.save_rig != file) {
                kept.save_rig = file;
                kept.save_rig_bones.clear();
            }
            // Settings are a file that people may have edited: only parts that exist.
            std::erase_if(kept.save_rig_bones,
                          [&now](const auto& entry) { return !now.found.contains(entry.first); });
            now.bones = changed(now.found, kept.save_rig_bones);
            use_bones(state, services);
        });
}

void set_bones(StudioState& state, Services& services, BoneTable bones) {
    OwnRig& rig = state.save.rig;
    rig.bones = std::move(bones);
    rig.table_note.clear();
    state.settings.save_rig_bones.clear();
    for (const auto& [part, bone] : rig.bones) {
        if (rig.found.at(part) != bone) {
            state.settings.save_rig_bones[part] = bone;
        }
    }
    use_bones(state, services);
}

void load_bones(StudioState& state, Services& services) {
    auto table = std::make_shared<BoneTable>();
    const std::string file = state.save.rig.table_file;
    services.export_tasks.run(
        [table, file, parts = state.save.rig.found] {
            *table = read_bone_table(file);
            for (const auto& [part, bone] : *table) {
                if (!parts.contains(part)) {
                    throw input_error(
                        "{}: \"{}\" is no part of the figure; pelvis and l_hip are, for example", file, part);
                }
            }
        },
        [&state, &services, table, file, scene = state.save.rig.as_read](const std::string& error) {
            OwnRig& rig = state.save.rig;
            if (!scene || rig.as_read != scene) {
                return;
            }
            if (error.empty()) {
                set_bones(state, services, changed(rig.found, *table));
            }
            rig.table_failed = !error.empty();
            rig.table_note = error.empty() ? "Loaded " + file : error;
        });
}

void save_bones(StudioState& state, Services& services) {
    services.export_tasks.run(
        [file = state.save.rig.table_file, bones = state.save.rig.bones] {
            if (fs::exists(file)) {
                read_bone_table(file);  // another kind of file is not written over
            }
            write_bone_table(file, bones);
        },
        [&state, file = state.save.rig.table_file](const std::string& error) {
            OwnRig& rig = state.save.rig;
            rig.table_failed = !error.empty();
            rig.table_note = error.empty() ? "Saved " + file : error;
        });
}

}  // namespace im::studio
