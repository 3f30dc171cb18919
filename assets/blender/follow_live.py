"""InstructMotion Live: an armature of Blender follows the figure that `instructmotion play` or the studio shows.

As an add-on: Edit > Preferences > Add-ons > Install, this file; then View3D > Sidebar > InstructMotion. Without a window:

    blender --background --python follow_live.py -- --port 9001 [--armature NAME] [--takes 1] [--save FILE.blend]

What comes over the socket is BVH: a hierarchy, then a line of channels for each frame that is shown, an empty line at the end of a take. Bones
are found by their names, with or without a prefix such as "mixamorig:". Without an armature one is made of the hierarchy. While a take plays the
pose follows; when it ends, an Action with a key on every frame is left on the armature.
"""

import argparse
import math
import socket
import sys

import bpy
from mathutils import Matrix, Vector

bl_info = {
    "name": "InstructMotion Live",
    "author": "InstructMotion Studio",
    "version": (1, 0, 0),
    "blender": (3, 4, 0),
    "location": "View3D > Sidebar > InstructMotion",
    "description": "Follows the figure that InstructMotion Studio plays",
    "category": "Animation",
}

# Blender's Z is up; BVH as it is sent has Y up.
TO_BLENDER = Matrix(((1, 0, 0), (0, 0, -1), (0, 1, 0)))
FROM_BLENDER = TO_BLENDER.transposed()


class Joint:
    def __init__(self, name, parent):
        self.name, self.parent = name, parent
        self.offset = Vector((0, 0, 0))
        self.channels = []
        self.end = None


class Hierarchy:
    """The joints of a take, parents first, and seconds a frame."""

    def __init__(self, lines):
        self.joints, self.seconds = [], 1 / 20
        stack, ending = [], False
        for line in lines:
            words = line.split()
            if words[0] in ("ROOT", "JOINT"):
                self.joints.append(Joint(words[1], stack[-1] if stack else None))
                stack.append(self.joints[-1])
            elif words[0] == "End":
                ending = True
            elif words[0] == "OFFSET":
                offset = Vector(float(word) for word in words[1:4])
                if ending:
                    stack[-1].end = offset
                else:
                    stack[-1].offset = offset
            elif words[0] == "CHANNELS":
                stack[-1].channels = words[2:]
            elif words[0] == "}":
                if ending:
                    ending = False
                else:
                    stack.pop()
            elif line.startswith("Frame Time:"):
                self.seconds = float(words[2])

    def channel_count(self):
        return sum(len(joint.channels) for joint in self.joints)

    def pose(self, line):
        """World rotation (3x3) and place of each joint, Y up."""
        numbers = [float(word) for word in line.split()]
        if len(numbers) != self.channel_count():
            raise ValueError(f"expected {self.channel_count()} channels, found {len(numbers)}")
        world, at = {}, 0
        for joint in self.joints:
            place, turn = joint.offset.copy(), Matrix.Identity(3)
            for channel in joint.channels:
                axis, kind = channel[0], channel[1:]
                if kind == "position":
                    place["XYZ".index(axis)] = numbers[at]
                else:
                    turn = turn @ Matrix.Rotation(math.radians(numbers[at]), 3, axis)
                at += 1
            if joint.parent is not None:
                above, where = world[joint.parent]
                place, turn = where + above @ place, above @ turn
            world[joint] = (turn, place)
        return world

    def rest_places(self):
        places = {}
        for joint in self.joints:
            places[joint] = joint.offset + (places[joint.parent] if joint.parent else Vector((0, 0, 0)))
        return places


def plain_name(name):
    return name.rsplit(":", 1)[-1].replace("_", " ").lower()


def make_armature(hierarchy):
    """An armature in the hierarchy's rest pose."""
    data = bpy.data.armatures.new("InstructMotion")
    armature = bpy.data.objects.new("InstructMotion", data)
    bpy.context.scene.collection.objects.link(armature)
    bpy.context.view_layer.objects.active = armature
    bpy.ops.object.mode_set(mode="EDIT")
    places, bones = hierarchy.rest_places(), {}
    for joint in hierarchy.joints:
        bone = data.edit_bones.new(joint.name)
        children = [other for other in hierarchy.joints if other.parent is joint]
        end = places[joint] + (joint.end if joint.end is not None else Vector((0, 0.05, 0)))
        if children:
            end = sum((places[child] for child in children), Vector((0, 0, 0))) / len(children)
        if (end - places[joint]).length < 0.005:
            end = places[joint] + Vector((0, 0.05, 0))
        bone.head, bone.tail = TO_BLENDER @ places[joint], TO_BLENDER @ end
        if joint.parent is not None:
            bone.parent = bones[joint.parent]
        bones[joint] = bone
    bpy.ops.object.mode_set(mode="OBJECT")
    return armature


class Follower:
    """Reads what the socket has and poses an armature by it."""

    def __init__(self, host, port, armature=None):
        self.socket = socket.create_connection((host, port), timeout=10)
        self.socket.setblocking(False)
        self.armature, self.pending = armature, b""
        self.head, self.hierarchy, self.bones = [], None, {}
        self.frames, self.takes, self.closed = [], 0, False

    def close(self):
        self.socket.close()
        self.closed = True

    def poll(self):
        """Takes what has come; poses by the newest frame. Returns whether anything was shown."""
        try:
            while True:
                data = self.socket.recv(65536)
                if not data:
                    self.closed = True
                    break
                self.pending += data
        except BlockingIOError:
            pass
        *lines, self.pending = self.pending.split(b"\n")
        newest = None
        for raw in lines:
            shown = self.take_line(raw.decode("utf-8", "replace").strip())
            newest = shown if shown is not None else newest
        if newest is not None:
            self.show(newest)
        return newest is not None

    def take_line(self, line):
        if line == "HIERARCHY":
            self.head, self.hierarchy, self.frames = [line], None, []
        elif self.hierarchy is None:
            if self.head and line:
                self.head.append(line)
                if line.startswith("Frame Time:"):
                    self.begin(Hierarchy(self.head))
        elif not line:
            self.finish()
        else:
            pose = self.hierarchy.pose(line)
            self.frames.append(pose)
            return pose
        return None

    def begin(self, hierarchy):
        self.hierarchy = hierarchy
        if self.armature is None:
            self.armature = make_armature(hierarchy)
        known = {plain_name(bone.name): bone for bone in self.armature.pose.bones}
        exact = {bone.name: bone for bone in self.armature.pose.bones}
        self.bones = {}
        for joint in hierarchy.joints:
            bone = exact.get(joint.name) or known.get(plain_name(joint.name))
            if bone is not None:
                bone.rotation_mode = "QUATERNION"
                self.bones[joint] = bone

    def local_pose(self, pose):
        """Quaternion of each bone that is known, against its rest, and the first one's place."""
        object_turn = self.armature.matrix_world.to_3x3().normalized()
        # The sender's joints rest unrotated, so a joint's world rotation is its bone's turn since rest.
        turns = {}
        for joint, bone in self.bones.items():
            world = TO_BLENDER @ pose[joint][0] @ FROM_BLENDER
            turns[bone] = object_turn.transposed() @ world @ object_turn
        result = []
        for joint, bone in self.bones.items():
            above = bone.parent
            while above is not None and above not in turns:
                above = above.parent
            turn = (turns[above].transposed() if above is not None else Matrix.Identity(3)) @ turns[bone]
            rest = bone.bone.matrix_local.to_3x3()
            place = None
            if joint.parent is None or "Xposition" in joint.channels:
                target = self.armature.matrix_world.inverted() @ (TO_BLENDER @ pose[joint][1])
                if bone.parent is None:
                    place = rest.transposed() @ (target - bone.bone.head_local)
            result.append((bone, (rest.transposed() @ turn @ rest).to_quaternion(), place))
        return result

    def show(self, pose):
        for bone, turn, place in self.local_pose(pose):
            bone.rotation_quaternion = turn
            if place is not None:
                bone.location = place

    def finish(self):
        """The take as an Action."""
        if not self.frames:
            return
        self.takes += 1
        if self.armature.animation_data is None:
            self.armature.animation_data_create()
        action = bpy.data.actions.new(f"InstructMotion take {self.takes}")
        action.use_fake_user = True
        self.armature.animation_data.action = action
        scene = bpy.context.scene
        step = self.hierarchy.seconds * scene.render.fps / scene.render.fps_base
        for number, pose in enumerate(self.frames):
            self.show(pose)
            for bone, _, place in self.local_pose(pose):
                bone.keyframe_insert("rotation_quaternion", frame=1 + number * step)
                if place is not None:
                    bone.keyframe_insert("location", frame=1 + number * step)
        scene.frame_start, scene.frame_end = 1, 1 + math.ceil((len(self.frames) - 1) * step)
        self.frames = []


_follower = None


def follow_on_timer():
    """Twenty to fifty times a second while the add-on follows."""
    if _follower is None:
        return None
    try:
        _follower.poll()
    except (OSError, ValueError) as error:
        print("InstructMotion Live:", error)
        _follower.close()
    return None if _follower.closed else 0.02


class INSTRUCTMOTION_OT_follow(bpy.types.Operator):
    bl_idname = "instructmotion.follow"
    bl_label = "Follow"
    bl_description = "Connects to InstructMotion Studio; the active armature follows, else a new one"

    def execute(self, context):
        global _follower
        scene = context.scene
        active = context.active_object
        armature = active if active is not None and active.type == "ARMATURE" else None
        try:
            _follower = Follower("127.0.0.1", scene.instructmotion_port, armature)
        except OSError as error:
            self.report({"ERROR"}, f"nothing plays on port {scene.instructmotion_port}: {error}")
            return {"CANCELLED"}
        bpy.app.timers.register(follow_on_timer)
        return {"FINISHED"}


class INSTRUCTMOTION_OT_stop(bpy.types.Operator):
    bl_idname = "instructmotion.stop"
    bl_label = "Stop"
    bl_description = "Ends following"

    def execute(self, context):
        global _follower
        if _follower is not None:
            _follower.close()
            _follower = None
        return {"FINISHED"}


class INSTRUCTMOTION_PT_live(bpy.types.Panel):
    bl_label = "InstructMotion"
    bl_space_type = "VIEW_3D"
    bl_region_type = "UI"
    bl_category = "InstructMotion"

    def draw(self, context):
        self.layout.prop(context.scene, "instructmotion_port")
        following = _follower is not None and not _follower.closed
        self.layout.operator("instructmotion.stop" if following else "instructmotion.follow")


CLASSES = (INSTRUCTMOTION_OT_follow, INSTRUCTMOTION_OT_stop, INSTRUCTMOTION_PT_live)


def register():
    for cls in CLASSES:
        bpy.utils.register_class(cls)
    bpy.types.Scene.instructmotion_port = bpy.props.IntProperty(name="Port", default=9001, min=1, max=65535)


def unregister():
    del bpy.types.Scene.instructmotion_port
    for cls in reversed(CLASSES):
        bpy.utils.unregister_class(cls)


def follow_without_window(words):
    import time

    parser = argparse.ArgumentParser()
    parser.add_argument("--port", type=int, default=9001)
    parser.add_argument("--armature")
    parser.add_argument("--takes", type=int, default=1)
    parser.add_argument("--save")
    options = parser.parse_args(words)
    armature = bpy.data.objects[options.armature] if options.armature else None
    follower = Follower("127.0.0.1", options.port, armature)
    while follower.takes < options.takes and not follower.closed:
        if not follower.poll():
            time.sleep(0.005)
    if follower.takes < options.takes:
        sys.exit("the take did not come to its end")
    action = follower.armature.animation_data.action
    print(f"followed: {len(follower.bones)} bones, {action.frame_range[1]:.0f} frames")
    if options.save:
        bpy.ops.wm.save_as_mainfile(filepath=options.save)


if __name__ == "__main__":
    if bpy.app.background:
        follow_without_window(sys.argv[sys.argv.index("--") + 1 :] if "--" in sys.argv else [])
    else:
        register()
