"""Opens USD files with Pixar's library and tells what it makes of them.

python inspect_usd.py OUT.json FILE...

OUT.json: for each file {"error"} or {"complaints": of its validators, "up", "metres_per_unit", "fps", "frames", "parents":
by joint path, "places": per frame the joints' [x, y, z] as the file tells them, "vertices", "mesh_drift": how far, in the file's unit,
skinned vertices that follow one joint alone leave it}.
"""
import json
import os
import sys
import traceback

from pxr import Gf, Usd, UsdGeom, UsdSkel, UsdValidation


def complaints_of(stage):
    validators = UsdValidation.ValidationRegistry().GetOrLoadAllValidators()
    errors = UsdValidation.ValidationContext(validators).Validate(stage)
    return ["%s: %s" % (error.GetName(), error.GetMessage()) for error in errors]


def drift_of(skinning, skeleton, mesh, frames):
    points = mesh.GetPointsAttr().Get()
    indices, weights = skinning.ComputeVaryingJointInfluences(len(points))
    per_point = skinning.GetNumInfluencesPerComponent()
    lone = {v: indices[v * per_point] for v in range(len(points)) if weights[v * per_point] > 0.9999}
    first, drift = {}, 0.0
    for frame in frames:
        skinned = type(points)(points)
        skinning.ComputeSkinnedPoints(skeleton.ComputeSkinningTransforms(frame), skinned, frame)
        world = skeleton.ComputeJointSkelTransforms(frame)
        for v, joint in lone.items():
            place = world[joint].GetInverse().Transform(Gf.Vec3d(*skinned[v]))
            drift = max(drift, (place - first.setdefault(v, place)).GetLength())
    return drift


def inspect(path):
    stage = Usd.Stage.Open(path)
    root = UsdSkel.Root(stage.GetDefaultPrim())
    cache = UsdSkel.Cache()
    cache.Populate(root, Usd.TraverseInstanceProxies())
    bindings = cache.ComputeSkelBindings(root, Usd.TraverseInstanceProxies())
    if len(bindings) != 1:
        return {"error": "expected one skeleton with meshes, found %d" % len(bindings)}
    skeleton = cache.GetSkelQuery(bindings[0].GetSkeleton())
    frames = range(int(stage.GetStartTimeCode()), int(stage.GetEndTimeCode()) + 1)
    joints = [str(joint) for joint in skeleton.GetJointOrder()]
    result = {"complaints": complaints_of(stage), "up": str(UsdGeom.GetStageUpAxis(stage)), "metres_per_unit": UsdGeom.GetStageMetersPerUnit(stage),
              "fps": stage.GetTimeCodesPerSecond(), "frames": len(frames), "parents": {j: os.path.dirname(j) for j in joints},
              "places": [{j: list(m.ExtractTranslation()) for j, m in zip(joints, skeleton.ComputeJointSkelTransforms(t))} for t in frames],
              "vertices": 0, "mesh_drift": 0.0}
    for skinning in bindings[0].GetSkinningTargets():
        mesh = UsdGeom.Mesh(skinning.GetPrim())
        result["vertices"] += len(mesh.GetPointsAttr().Get())
        result["mesh_drift"] = max(result["mesh_drift"], drift_of(skinning, skeleton, mesh, frames))
    return result


def main():
    out, *files = sys.argv[1:]
    results = {}
    for path in files:
        try:
            results[os.path.basename(path)] = inspect(path)
        except Exception:
            results[os.path.basename(path)] = {"error": traceback.format_exc()}
    with open(out, "w") as file:
        json.dump(results, file)


main()
