// The clips of the two data sets beside the project, by behaviour.

#include "engine/behaviour/evidence.h"

namespace im {
namespace {

using Table = std::vector<Evidence>;

// Everything that walks, and what may look like it.
const std::string kPlainWalks =
    "walk walk_turn_* walk_circle_* walk_s_curve walk_wave_* walk_raise_* walk_arms_* walk_hands_* "
    "walk_phone "
    "walk_look_around walk_stop walk_diag_* ";
const std::string kWalkLike =
    kPlainWalks +
    "carry carry_heavy tiptoe limp_* zombie_walk uneven_walk step_forward dribble_* stumble "
    "crouch_walk stairs_* climb_* ";
// Long performances in which anything may happen.
const std::string kDances =
    "dance ballet indian_dance breakdance martial_arts swordplay exercise laugh ymca referee direct_traffic ";

Table walking() {
    return {
        {"walk", "walk", kWalkLike + kDances + "drink soccer_kick slash hop", ""},
        {"walk slowly", "walk:slowly|slow_pace",
         kWalkLike + kDances + "call soccer_kick step_back hop_one_leg", "walk:quickly|fast|brisk"},
        {"walk fast", "walk:quickly|fast_pace|briskly",
         kWalkLike + kDances + "run dash soccer_kick run_jump jump_forward hop", "walk:slowly|slow_pace"},
        {"walk backwards", "walk_back", kDances + "dribble_back step_back side_step_*", ""},
        {"run", "run dash", kDances + "run_jump soccer_kick dribble_*", ""},
        {"jog in place", "jog_in_place", kDances + "march_in_place hop hop_one_leg jumping_jacks fight_idle",
         ""},
        {"march in place", "march_in_place", kDances + "jog_in_place knee_raise", ""},
        {"tiptoe", "tiptoe", kDances + "crouch_walk dribble_*", ""},
        {"crouch walk", "crouch_walk", kDances + "carry_heavy", ""},
        {"limp", "limp_*",
         kDances + "zombie_walk stumble uneven_walk walk_diag_* climb_* stairs_* soccer_kick hop_one_leg",
         ""},
        {"side steps left", "side_step_left", kDances + "dribble_side walk_diag_left", "side_step_right"},
        {"side steps right", "side_step_right", kDances + "dribble_side walk_diag_right", "side_step_left"},
        {"climb stairs", "stairs_up", "climb_up uneven_walk", ""},
    };
}

Table turning() {
    const std::string any = kDances + "jump_turn hop dribble_* look_* spin_attack ";
    return {
        {"turn left on the spot", "turn_left", any, "turn_around turn_right"},
        {"turn right on the spot", "turn_right", any, "turn_around turn_left"},
        {"turn around", "turn_around", any, "turn_left turn_right spin"},
        {"spin once", "spin", any, "spin:two_times|twice turn_around"},
        {"spin twice", "spin:two_times|twice", any, "spin:once turn_around"},
        {"walk and turn left", "walk_turn_left", any + kWalkLike, "walk_turn_right walk_circle_right walk"},
        {"walk and turn right", "walk_turn_right", any + kWalkLike, "walk_turn_left walk_circle_left walk"},
    };
}

Table paths() {
    const std::string any = kDances + "hop dribble_* uneven_walk ";
    return {
        {"circle to the left", "walk_circle_left", any, "walk_circle_right"},
        {"circle to the right", "walk_circle_right", any, "walk_circle_left"},
        {"circle", "walk_circle_*", any, ""},
        {"S curve", "walk_s_curve", any, ""},
        {"zigzag", "walk_s_curve:zigzag", any + "walk_s_curve", ""},
    };
}

Table stops() {
    return {
        {"walk then stop", "walk_stop",
         kDances + "step_forward walk_turn_* stairs_* climb_* stumble jump_forward carry soccer_kick tiptoe "
                   "limp_* walk_diag_* uneven_walk dribble_* ",
         ""},
        {"stand still", "idle",
         kDances + "idle:shifting|shifts|restless|touches|raises|raising|swaying " +
             "sword_idle nod shake_head look_* think hand_on_hip hands_on_hips hands_behind_back talk torch "
             "aim dizzy fight_idle stand_on_one_leg shiver stretch_neck type land shrug block",
         ""},
    };
}

Table carried() {
    const std::string any = kDances + "zombie_walk carry dribble_* uneven_walk laugh stairs_* climb_* ";
    return {
        {"walk while waving the right hand", "walk_wave_right", any, "walk_wave_left"},
        {"walk while waving the left hand", "walk_wave_left", any, "walk_wave_right"},
        {"walk while waving", "walk_wave_*", any, ""},
        {"walk while raising the right hand", "walk_raise_right_hand", any + "walk_wave_right walk_phone",
         "walk_raise_left_hand walk_wave_left"},
        {"walk while raising the left hand", "walk_raise_left_hand", any + "walk_wave_left walk_phone",
         "walk_raise_right_hand walk_wave_right"},
        {"walk with hands on hips", "walk_hands_on_hips", any, ""},
        {"walk with arms crossed", "walk_arms_crossed", any, ""},
        {"walk with hands behind the back", "walk_hands_behind_back", any, ""},
        {"walk with hands behind the head", "walk_hands_behind_head", any, ""},
        {"walk and talk on the phone", "walk_phone", any, ""},
        {"walk and look around", "walk_look_around", any, ""},
    };
}

Table raised() {
    const std::string any =
        kDances + "conduct play_* air_drum arm_circles wash_* cast_spell reject call angry ";
    const std::string right =
        "wave_goodbye wave_hello respond knock stop_hand bow_shoot drink torch beckon taunt fist_pump "
        "blow_kiss";
    return {
        {"wave the right hand", "wave_right_hand wave_hello:right wave_goodbye:right",
         any + right + " raise_right_hand salute scratch_head wipe_forehead yawn interact cheer guide",
         "wave_left_hand wave_both_hands wave_goodbye:left raise_left_hand raise_both_hands"},
        {"wave the left hand", "wave_left_hand wave_hello:left wave_goodbye:left",
         any + right + " raise_left_hand salute scratch_head wipe_forehead yawn interact cheer guide",
         "wave_right_hand wave_both_hands wave_goodbye:right raise_right_hand raise_both_hands"},
        {"wave both hands", "wave_both_hands",
         any + "wave_goodbye_both raise_both_hands cheer clap twist_torso jumping_jacks t_pose", ""},
        {"wave", "wave_right_hand wave_left_hand wave_hello wave_goodbye",
         any + right +
             " wave_both_hands wave_goodbye_both raise_*_hand raise_right_hand raise_left_hand "
             "raise_both_hands cheer salute scratch_head wipe_forehead yawn interact talk guide twist_torso "
             "jumping_jacks t_pose use_item clap tennis_swing",
         ""},
        {"raise the right hand", "raise_right_hand respond:right",
         any + right +
             " wave_right_hand salute scratch_head wipe_forehead yawn interact point_* cheer guide slash "
             "facepalm talk_on_phone hand_to_ear think throw* shoot check_watch tennis_swing use_item stab "
             "aim punch",
         "raise_left_hand raise_both_hands wave_left_hand wave_both_hands"},
        {"raise the left hand", "raise_left_hand respond:left",
         any + right +
             " wave_left_hand salute scratch_head wipe_forehead yawn interact point_* cheer guide slash "
             "facepalm talk_on_phone hand_to_ear think throw* shoot check_watch tennis_swing use_item stab "
             "aim punch",
         "raise_right_hand raise_both_hands wave_right_hand wave_both_hands"},
        {"raise both hands", "raise_both_hands",
         any + "wave_both_hands wave_goodbye_both cheer stretch_overhead jumping_jacks clap t_pose "
               "reach_jump slash cover_face wave_hello twist_torso",
         "raise_right_hand raise_left_hand wave_right_hand wave_left_hand"},
        {"cheer", "cheer",
         any + "raise_*  raise_both_hands raise_right_hand raise_left_hand wave_both_hands wave_goodbye_both "
               "wave_goodbye wave_right_hand wave_left_hand wave_hello respond point_up dribble_shoot "
               "bend_over dab fist_pump stretch_overhead "
               "jumping_jacks reach_jump throw tennis_swing slash",
         ""},
    };
}

Table poses() {
    const std::string any = kDances + "play_* ";
    return {
        {"arms crossed", "cross_arms", any + "idle", ""},
        {"hands on hips", "hands_on_hips", any + "idle squat:hands_on_hips", ""},
        {"hands behind the back", "hands_behind_back", any + "idle", ""},
        {"arms out to the sides", "t_pose",
         any + "twist_torso arm_circles jumping_jacks wave_both_hands wave_goodbye_both stand_on_one_leg",
         ""},
        {"stretch the arms overhead", "stretch_overhead",
         any + "raise_both_hands wave_both_hands wave_goodbye_both clap bend_over reach_jump slash pick_lift",
         ""},
        {"circle the arms", "arm_circles",
         any + "raise_* jumping_jacks t_pose wave_* cheer throw throw_underhand slash", ""},
        {"pray", "pray", any + "bow clap", ""},
        {"shrug", "shrug", any + "idle talk carry type taunt reject push pull", ""},
        {"point forward", "point_forward",
         any + "aim shoot stop_hand shake_hands cast_spell torch bow_shoot punch guide stab knock beckon "
               "interact referee respond taunt blow_kiss",
         ""},
        {"point to the left", "point_left",
         any + "guide referee direct_traffic cast_spell bow_shoot aim shoot wave_* raise_left_hand "
               "tennis_swing slash",
         "point_right"},
        {"point to the right", "point_right",
         any + "guide referee direct_traffic cast_spell bow_shoot aim shoot wave_* raise_right_hand "
               "tennis_swing slash",
         "point_left"},
        {"point up", "point_up",
         any + "raise_right_hand raise_left_hand wave_* respond cheer bow_shoot wash_window call conduct "
               "arm_circles yawn use_item",
         ""},
    };
}

Table hands() {
    const std::string any = kDances + "play_* wash_* ";
    return {
        {"clap", "clap", any + "pray air_drum conduct", ""},
        {"clap three times", "clap:three_times", any,
         "clap:twice|two_times|four_times|five_times|six_times|seven_times"},
        {"salute", "salute",
         any + "scratch_head wipe_forehead raise_* wave_* drink yawn respond facepalm wave_hello", ""},
        {"scratch the head", "scratch_head",
         any + "salute wipe_forehead hand_to_ear wave_* raise_* walk_hands_behind_head yawn call facepalm "
               "bow_shoot",
         ""},
        {"talk on the phone", "talk_on_phone", any + "hand_to_ear scratch_head", ""},
        {"hand on heart", "hand_on_heart", any + "rub_belly think check_watch idle", ""},
        {"cover the face", "cover_face", any + "clap pray call", ""},
        {"drink", "drink",
         any + "yawn scratch_head salute wipe_forehead facepalm hand_to_ear blow_kiss wave_* raise_* "
               "talk_on_phone use_item respond",
         ""},
        {"think with a hand at the chin", "think",
         any + "blow_kiss facepalm yawn talk_on_phone hand_on_heart hand_to_ear shake_hands call clap drink",
         ""},
        {"rub the belly", "rub_belly", any + "hand_on_heart idle", ""},
    };
}

Table head() {
    const std::string any = kDances + "stretch_neck look_* dizzy idle talk ";
    return {
        {"nod", "nod", any + "shake_head bow", "look_around shake_head"},
        {"shake the head", "shake_head", any + "walk_look_around", "nod look_down look_up"},
        {"look around", "look_around look_left_right", any + "shake_head walk_look_around twist_torso",
         "look_down nod"},
        {"look down", "look_down", any + "nod type bow check_watch", "look_up shake_head"},
        {"look up", "look_up", any + "nod yawn stretch_overhead shrug", "look_down shake_head"},
    };
}

Table strikes() {
    const std::string any = kDances + "fight_idle slash stab hit_react ";
    return {
        {"punch", "punch",
         any + "throw* cast_spell push pull knock spin_attack interact shake_hands use_item stop_hand "
               "point_* tennis_swing bat_swing golf_swing dribble_* taunt cheer",
         ""},
        {"punch with the right hand", "punch:right", any + "throw* cast_spell push pull knock interact",
         "punch:left"},
        {"punch with the left hand", "punch:left", any + "throw* cast_spell push pull knock interact",
         "punch:right"},
        {"kick", "kick side_kick soccer_kick", any + "knee_raise stand_on_one_leg run dash run_jump", ""},
        {"kick with the right leg", "side_kick:right_leg kick:right_leg soccer_kick:right_foot|right_leg",
         any + "run dash run_jump knee_raise stand_on_one_leg kick side_kick soccer_kick",
         "side_kick:left_leg kick:left_leg"},
        {"kick with the left leg", "side_kick:left_leg kick:left_leg soccer_kick:left_foot|left_leg",
         any + "run dash run_jump knee_raise stand_on_one_leg kick side_kick soccer_kick",
         "side_kick:right_leg kick:right_leg"},
    };
}

Table jumps() {
    const std::string any = kDances + "backflip side_flip spin_jump cartwheel roll cheer reach_jump land ";
    return {
        {"jump", "jump jump_repeat jump_forward jump_turn balance_jump",
         any + "hop hop_one_leg jumping_jacks run_jump get_up death climb_down stairs_down soccer_kick", ""},
        {"jump twice", "jump_repeat:twice|two_times|two_jumps",
         any + "hop balance_jump jump_repeat jump_turn",
         "jump jump_repeat:three_times|three_jumps|four_times|four_jumps|five_times|five_jumps"},
        {"jump three times", "jump_repeat:three_times|three_jumps", any + "hop jump_repeat jumping_jacks",
         "jump jump_repeat:twice|two_times|two_jumps|four_times|four_jumps"},
        {"jump forward", "jump_forward",
         any + "hop run_jump hop_one_leg jump jump_turn jump_repeat balance_jump", "jump:in_place|jumps_up"},
        {"jump and turn", "jump_turn", any + "hop jumping_jacks jump_repeat", "jump jump_forward"},
        {"hop on one leg", "hop_one_leg", any + "run dash", ""},
        {"jumping jacks", "jumping_jacks", any, ""},
    };
}

Table legs() {
    const std::string any = kDances + "";
    return {
        {"squat", "squat",
         any + "pick_lift lift_heavy kneel lunge sit_* fix_kneeling land jump* balance_jump crouch defend "
               "power_up roll pick_up_floor pick_up",
         ""},
        {"squat twice", "squat:twice|two_times|two_squats", any + "squat pick_lift lift_heavy",
         "squat:once|three_times|three_squats|four_times|four_squats|five_times|five_squats"},
        {"squat three times", "squat:three_times|three_squats", any + "squat pick_lift lift_heavy",
         "squat:once|twice|two_times|two_squats|four_times|four_squats|five_times|five_squats"},
        {"lunge", "lunge", any + "kneel push slash stab carry_heavy", ""},
        {"raise a knee", "knee_raise",
         any + "march_in_place stand_on_one_leg side_kick kick climb_* jog_in_place stairs_* hop_one_leg "
               "balance_jump jump_repeat cheer",
         ""},
        {"stand on one leg", "stand_on_one_leg", any + "knee_raise side_kick climb_* stairs_* kick", ""},
    };
}

Table floor() {
    const std::string any = kDances + "roll ";
    return {
        {"kneel", "kneel fix_kneeling",
         any + "kneel_tired crouch_walk get_up death crawl defend lunge lie_down sit_* push_ups sleep lie "
               "meditate stand_up_floor climb_* cartwheel",
         ""},
        {"sit down", "sit_down", any + "sit_stand lie_down", "stand_up sit_idle"},
        {"sit down and stand up again", "sit_stand", any + "stand_up sit_down pick_lift lift_heavy", ""},
        {"stand up", "stand_up", any + "sit_stand stand_up_floor get_up", "sit_down sit_idle"},
        {"lie down", "lie_down", any + "death", "lie sleep"},
        {"get up from the floor", "get_up", any + "stand_up_floor", "lie sleep lie_down"},
        {"crawl", "crawl", any + "death get_up", ""},
        {"push-ups", "push_ups", any + "sit_ups", ""},
    };
}

Table trunk() {
    const std::string any = kDances + "";
    return {
        {"bow", "bow",
         any + "bend_over touch_toes call pick_* lift_heavy climb_* slash wash_* look_down push throw* "
               "golf_swing get_up jump* hop balance_jump cartwheel stumble roll land",
         ""},
        {"touch the toes", "touch_toes",
         any + "bend_over pick_* climb_* lift_heavy backflip get_up roll cartwheel", ""},
        {"side bend", "side_bend", any + "bend_over wash_* climb_* cartwheel roll stand_on_one_leg", ""},
        {"twist the trunk", "twist_torso",
         any + "golf_swing bat_swing tennis_swing angry spin_attack swordplay slash cast_spell wash_*", ""},
        {"pick something up", "pick_up_floor pick_lift",
         any + "pick_up touch_toes squat bend_over lift_heavy climb_* golf_swing kneel fix_kneeling sit_* "
               "lunge",
         ""},
        {"push", "push",
         any + "carry* reject zombie_walk cast_spell pull dribble_* aim shoot climb_* pick_lift block", ""},
        {"pull", "pull", any + "push type pick_lift climb_* clap", ""},
        {"throw", "throw",
         any + "tennis_swing slash throw_underhand bat_swing stab cheer punch wave_* raise_* arm_circles "
               "cast_spell dribble_shoot",
         ""},
    };
}

Table sequences() {
    return {
        // Nothing captured shows these: right ones are made (sample_recipes.cpp).
        {"there and back", "", kDances + "dribble_* hop jump_turn swordplay", ""},
        {"run with raised hands", "", kDances + "run_jump", ""},
        {"sit and wave", "", kDances + "sit_talk drive", ""},

        {"walk, then wave", "walk>wave_* walk_turn_*>wave_* walk_diag_*>wave_*", "*>* walk_wave_*",
         "wave_*>walk* walk>run walk>bow walk>jump walk"},
        {"wave, then walk", "wave_*>walk wave_*>walk_turn_* wave_*>walk_diag_*", "*>* walk_wave_*",
         "walk*>wave_* walk>run bow>walk jump>walk"},
        {"walk, then jump", "walk>jump walk>jump_repeat walk_turn_*>jump walk_turn_*>jump_repeat", "*>*",
         "jump>walk* jump_repeat>walk* walk>bow walk*>wave_*"},
        {"jump, then kick", "jump>kick jump>soccer_kick jump_repeat>kick", "*>* ", "jump>walk* walk*>kick"},
        {"bow, then walk", "bow>walk bow>walk_turn_*", "*>*", "walk*>bow wave_*>walk*"},
    };
}

}  // namespace

const std::vector<ExcludedClip>& excluded_clips() {
    static const std::vector<ExcludedClip> clips = {
        {"k_crawling-3", "crawl", "crawls to one side and back: the figure ends where it began"},
        {"cmud_13_01_", "", "half sits on a high stool: the pelvis hardly sinks"},
        {"cmud_14_27_", "", "half sits on a high stool: the pelvis hardly sinks"},
        {"cmud_14_29_", "", "half sits on a high stool: the pelvis hardly sinks"},
    };
    return clips;
}

const std::vector<Evidence>& behaviour_evidence() {
    static const Table all = [] {
        Table table;
        for (const auto& part : {walking(), turning(), paths(), stops(), carried(), raised(), poses(),
                                 hands(), head(), strikes(), jumps(), legs(), floor(), trunk(), sequences()})
            table.insert(table.end(), part.begin(), part.end());
        return table;
    }();
    return all;
}

}  // namespace im
