#include "app/cli/export_choices.h"

#include <cmath>

#include <fmt/ranges.h>

#include "app/cli/motion_files.h"
#include "engine/core/error.h"
#include "engine/io/motion_file.h"
#include "engine/motion/rig/rig_presets.h"

namespace im::cli {
namespace {

std::string preset_names() {
    std::vector<std::string> names;
    for (const RigPreset& preset : rig_presets()) names.push_back(preset.name);
    return fmt::format("{}", fmt::join(names, ", "));
}

double metres_of(const std::string& unit) {
    if (unit == "m") return 1;
    if (unit == "cm") return 0.01;
    char* end = nullptr;
    const double metres = std::strtod(unit.c_str(), &end);
    if (*end != '\0' || !(metres >= 1e-6) || !(metres <= 1e6))
        throw usage_error("--unit: expected m, cm or the metres in one unit, found \"{}\"", unit);
    return metres;
}

}  // namespace

void add_export_choices(CLI::App& command, ExportChoices& choices) {
    const std::string files = "Animation files", mending = "Clean-up (all off by default)";
    command
        .add_option("--skeleton", choices.skeleton,
                    "Names, proportions and axes of the joints: " + preset_names())
        ->type_name("NAME")
        ->capture_default_str()
        ->group(files);
    CLI::Option* rig =
        command
            .add_option(
                "--rig", choices.rig,
                "Your own rig instead, with its body: .fbx, .glb, .gltf, .vrm, .bvh or a SMPL model (.npz)")
            ->type_name("FILE")
            ->group(files);
    command
        .add_option("--rig-map", choices.rig_bones,
                    "Which of its joints play which part, where names and shape do not tell")
        ->type_name("FILE.json")
        ->needs(rig)
        ->group(files);
    command
        .add_option("--save-rig-map", choices.rig_bones_out, "Write that table as it was found, to be edited")
        ->type_name("FILE.json")
        ->needs(rig)
        ->group(files);
    command
        .add_option("--rig-up", choices.rig_up,
                    "Axis of its file that points up, y or z; default: the one along which it stands")
        ->type_name("AXIS")
        ->needs(rig)
        ->group(files);
    command
        .add_option("--rig-take", choices.rig_take,
                    "Which of several figures in its file: a name or a number from 1; default: the first")
        ->type_name("NAME|N")
        ->needs(rig)
        ->group(files);
    command.add_option("--up", choices.up, "Axis that points up in BVH and FBX: y or z")
        ->type_name("AXIS")
        ->capture_default_str()
        ->group(files);
    command.add_option("--unit", choices.unit, "m, cm or the metres in one unit, in BVH (m) and FBX (cm)")
        ->type_name("UNIT")
        ->group(files);
    command.add_option("--rotation-order", choices.order, "BVH's rotation channels, such as XYZ")
        ->type_name("ORDER")
        ->capture_default_str()
        ->group(files);
    command
        .add_option(
            "--root", choices.root,
            "Who carries the path over the floor: hips, root (a joint below them) or nobody (in place)")
        ->type_name("hips|root|nobody")
        ->capture_default_str()
        ->group(files);
    command.add_flag("--no-end-sites", choices.no_end_sites, "BVH without the ends of head, hands and feet")
        ->group(files);
    command.add_flag("--no-body", choices.no_body, "FBX without a skinned body")->group(files);
    command
        .add_option("--fps", choices.clean_up.fps,
                    "Frames a second, such as 24, 25, 30, 60 or 120; default: the clip's own")
        ->type_name("N")
        ->group(mending);
    command.add_flag("--foot-lock", choices.clean_up.lock_feet, "Feet that stand do not slide")
        ->group(mending);
    command.add_flag("--ground", choices.clean_up.above_floor, "Nothing is below the floor")->group(mending);
    command
        .add_option("--smooth", choices.clean_up.smoothing,
                    "Smooth over so many seconds, 0 to 1; feet that stand are left alone")
        ->type_name("S")
        ->group(mending);
    command.add_flag("--loop", choices.clean_up.loop, "The last pose becomes the first")->group(mending);
}

ExportPlan plan_export(const ExportChoices& choices) {
    ExportPlan plan{{}, choices.clean_up, {}};
    rig_preset(choices.skeleton);
    plan.format.skeleton = choices.skeleton;
    plan.format.any_rate = choices.clean_up.fps.has_value();
    if (!choices.rig.empty()) {
        const BoneTable bones = choices.rig_bones.empty() ? BoneTable{} : read_bone_table(choices.rig_bones);
        const RigReading reading{axis_choice("--rig-up", choices.rig_up), choices.rig_take};
        if (!choices.rig_bones_out.empty()) {
            Rig rig = read_rig_file(choices.rig, reading).scene.rig;
            apply_bone_table(rig, bones);
            write_bone_table(choices.rig_bones_out, bone_table_of(rig));
        }
        plan.format.own_rig = read_rig(choices.rig, bones, reading, &plan.rig_warnings);
        for (const std::string& warning : plan.rig_warnings) print_warning(choices.rig, warning);
    }
    if (choices.up != "y" && choices.up != "z")
        throw usage_error("--up: expected y or z, found \"{}\"", choices.up);
    plan.format.up = choices.up == "z" ? UpAxis::Z : UpAxis::Y;
    if (!choices.unit.empty()) plan.format.metres_per_unit = metres_of(choices.unit);
    plan.format.order = euler_order(choices.order);
    plan.format.end_sites = !choices.no_end_sites;
    plan.format.body = !choices.no_body;
    if (choices.root != "hips" && choices.root != "root" && choices.root != "nobody")
        throw usage_error("--root: expected hips, root or nobody, found \"{}\"", choices.root);
    plan.format.root_motion = choices.root == "root";
    plan.clean_up.in_place = choices.root == "nobody";
    check_clean_up(plan.clean_up);
    return plan;
}

}  // namespace im::cli
