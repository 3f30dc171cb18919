"""Run by tests/export/live_test.cpp in headless Blender: follows one take with assets/blender/follow_live.py and writes down what it left.

    blender --background --factory-startup --python follow_in_blender.py -- SCRIPT PORT OUT.json [RIG.fbx]
"""

import importlib.util
import json
import sys
import time

import bpy

script, port, out, *rig = sys.argv[sys.argv.index("--") + 1 :]
spec = importlib.util.spec_from_file_location("follow_live", script)
follow_live = importlib.util.module_from_spec(spec)
spec.loader.exec_module(follow_live)

bpy.ops.wm.read_factory_settings(use_empty=True)
bpy.context.scene.render.fps = 20
armature = None
if rig:
    bpy.ops.import_scene.fbx(filepath=rig[0])
    armature = next(thing for thing in bpy.data.objects if thing.type == "ARMATURE")
    armature.animation_data_clear()
follower = follow_live.Follower("127.0.0.1", int(port), armature)
end = time.time() + 60
shown = 0
while follower.takes < 1 and not follower.closed and time.time() < end:
    shown += follower.poll()
    time.sleep(0.002)
armature = follower.armature
heads = []
for frame in range(bpy.context.scene.frame_start, bpy.context.scene.frame_end + 1):
    bpy.context.scene.frame_set(frame)
    places = {}
    for bone in armature.pose.bones:
        head = armature.matrix_world @ bone.head
        places[bone.name] = [head.x, head.z, -head.y]
    heads.append(places)
with open(out, "w") as file:
    json.dump({"takes": follower.takes, "shown": shown, "bones": len(follower.bones), "heads": heads}, file)
