"""Runs inside Blender: imports animation files one by one and tells what Blender made of them.

blender -b --factory-startup --python-exit-code 1 -P inspect_in_blender.py -- OUT.json FILE...

OUT.json: for each file {"error"} or {"bones": {name: parent or ""}, "fps", "frames": [first, last], "heads": per frame and bone
[x, y, z] in metres, Y up, "tails" likewise, "turns": [w, x, y, z] away from the rest pose, Y up, "vertices", "mesh_drift": metres by which vertices that follow one bone alone leave it}.
"""
import builtins
import json
import os
import sys
import traceback

import bpy
import numpy as np
from mathutils import Vector

# Debian's Blender 3.4 runs on a newer Python and NumPy than its importers were written for.
if not hasattr(np, "bool"):
    np.bool = bool
plain_open = builtins.open
builtins.open = lambda file, mode="r", *args, **kwargs: plain_open(file, mode.replace("U", ""), *args, **kwargs)

DRIFT_SAMPLES = 200


def import_file(path):
    bpy.ops.wm.read_factory_settings(use_empty=True)
    extension = os.path.splitext(path)[1]
    bpy.context.scene.render.fps = 20  # glTF stores no frame rate: frames are counted at the scene's
    if extension == ".bvh":
        bpy.ops.import_anim.bvh(filepath=path, update_scene_fps=True, update_scene_duration=True)
    elif extension == ".fbx":
        bpy.ops.import_scene.fbx(filepath=path)
    else:
        bpy.ops.import_scene.gltf(filepath=path)


def y_up(v):
    return [v.x, v.z, -v.y]


def turn_y_up(q):
    return [q.w, q.x, q.z, -q.y]


def weights_of(mesh):
    """Vertices that follow one bone alone: (index, bone)."""
    names = {group.index: group.name for group in mesh.vertex_groups}
    lone = [(v.index, names[v.groups[0].group]) for v in mesh.data.vertices
            if len([g for g in v.groups if g.weight > 0]) == 1]
    return lone[:: max(1, len(lone) // DRIFT_SAMPLES)]


def inspect(path):
    import_file(path)
    scene = bpy.context.scene
    armatures = [o for o in scene.objects if o.type == "ARMATURE"]
    meshes = [o for o in scene.objects if o.type == "MESH" and o.vertex_groups]
    if len(armatures) != 1:
        return {"error": "expected one armature, found %d among %s" % (len(armatures), [(o.name, o.type) for o in scene.objects])}
    armature = armatures[0]
    action = armature.animation_data.action if armature.animation_data else None
    if action is None:
        return {"error": "the armature has no action"}
    first, last = (int(round(f)) for f in action.frame_range)
    bones = armature.data.bones
    result = {"bones": {b.name: b.parent.name if b.parent else "" for b in bones},
              "fps": scene.render.fps / scene.render.fps_base, "frames": [first, last], "heads": [], "tails": [], "turns": [],
              "vertices": sum(len(m.data.vertices) for m in meshes), "mesh_drift": 0.0}
    lone = [(m, weights_of(m)) for m in meshes]
    at_start = {}
    for frame in range(first, last + 1):
        scene.frame_set(frame)
        world = armature.matrix_world
        pose = armature.pose.bones
        result["heads"].append({b.name: y_up(world @ b.head) for b in pose})
        result["tails"].append({b.name: y_up(world @ b.tail) for b in pose})
        base = world.to_quaternion()
        result["turns"].append({b.name: turn_y_up(base @ b.matrix.to_quaternion() @ b.bone.matrix_local.to_quaternion().inverted() @ base.inverted())
                                for b in pose})
        graph = bpy.context.evaluated_depsgraph_get()
        for mesh, vertices in lone:
            evaluated = mesh.evaluated_get(graph)
            for index, bone in vertices:
                place = (world @ pose[bone].matrix).inverted() @ (evaluated.matrix_world @ evaluated.data.vertices[index].co)
                place = Vector(place) * (world @ pose[bone].matrix).to_scale().x
                drift = (place - at_start.setdefault((mesh.name, index), place)).length
                result["mesh_drift"] = max(result["mesh_drift"], drift)
    return result


def main():
    out, *files = sys.argv[sys.argv.index("--") + 1:]
    results = {}
    for path in files:
        try:
            results[os.path.basename(path)] = inspect(path)
        except Exception:
            results[os.path.basename(path)] = {"error": traceback.format_exc()}
    with plain_open(out, "w") as file:
        json.dump(results, file)


main()
