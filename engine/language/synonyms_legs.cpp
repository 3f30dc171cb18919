#include "engine/language/synonym_table.h"

namespace im {

// Over 80 lines, for it is one table: a line is a motion.
std::string_view leg_synonyms() {
    return R"(
throws a side kick to the S / >does a side kick to the S / >kicks sideways to the S / >gives a side kick
    to P S / >kicks out to the S side
jumps up / jumps in place / leaps into the air and lands / jumps straight up and lands on both feet /
    makes one jump on the spot / does one jump / >jumps / >jumps once / >hops up / >leaps up / >does a
    jump / >jumps into the air / >jumps on the spot / >springs up / >jumps up high and comes down /
    >hops up and down once / >does a vertical jump / >does a little jump on the spot / >takes a jump /
    >performs a jump / >bounces up once / >leaps up and lands / >jumps off the ground / >gets both feet
    off the ground / >pushes off and jumps / >bends P knees and jumps up / >jumps upwards / >goes up in
    a jump / >leaves the ground with both feet / >jumps as if over a rope / >springs into the air /
    >makes a jump / >does a jump in place
jumps forward with both feet / leaps forward / makes a long jump forward / bends P knees and jumps
    forward / >jumps forward / >jumps ahead / >does a long jump / >hops forward with both feet together
    / >does a broad jump / >does a standing long jump / >springs forward / >takes a leap forward /
    >takes a big jump forward / >makes a leap ahead / >hops ahead with both feet / >bounds forward /
    >does a forward jump / >jumps to the front / >jumps over something in front / >leaps ahead / >jumps
    ahead as if over a puddle / >performs a jump forward / >jumps a good way forward
jumps repeatedly on the spot / keeps jumping in place / jumps up and down several times / >jumps again
    and again / jumps up and down / >keeps jumping / >jumps over and over / >bounces up and down /
    >bounces on the spot / >hops up and down / >hops on the spot / >jumps like on a trampoline / >skips
    rope without a rope / >jumps over and over in place / >does jumps on the spot / >does jump after
    jump / >keeps hopping on the spot / >springs up and down / >bounces in place like a ball
jumps N / leaps into the air N / jumps up N / jumps in place N / jumps up and down N / >leaps N / >hops
    up N / jumps on the spot N / jumps into the air N / jumps in the air N / >springs up N / >leaves the
    ground N / >hops up and down N / >does a jump N / >makes a jump N / >bounces up N / >jumps off the
    ground N / >springs into the air N
makes # jumps on the spot / does # jumps / >jumps # times / performs # jumps / >makes # jumps / >does #
    leaps into the air / >does # jumps in a row / >does a set of # jumps / >takes # jumps / >jumps #
    times in a row
jumps and turns in the air / jumps up and spins around / makes a jump turn / jumps, turning P body /
    >does a jump spin / >jumps and spins / >spins while jumping / >leaps and turns / >does a turning
    jump / >jumps and rotates / >twists in the air while jumping / >does a jump with a turn / >turns
    while jumping / >leaps up and turns round in mid-air / >does a jumping turn / >jumps up and rotates
    P body / >does a jump and turn / >spins in mid-air
does a spinning jump / does an acrobatic spin / leaps and spins in the air / >does a jumping spin /
    >does a jump with a spin / >spins in mid-air / >leaps up spinning / >does a flying spin / >twirls in
    the air
runs and leaps forward / takes a running jump / runs and jumps over something / >runs and jumps / >runs
    up and jumps / >jumps while running / >jumps after a run-up / >takes a run-up and jumps / >runs up
    and leaps / >leaps forward from a run / >does a long jump with a run-up / >runs and takes a big leap
    / >hurdles something / >jumps over an obstacle on the run / >sprints and jumps
hops forward on one leg / jumps forward on the S foot / hops on one leg / makes # hops on one foot /
    hops on one foot / >jumps on one leg / >hops along on one leg / >hops on a single leg / >does a
    one-legged hop / >plays hopscotch on one leg / >bounces along on one foot / >jumps on one foot /
    >goes hopping on one leg
hops on P S foot / hops on P S leg / >jumps on P S leg / >hops on the S foot / >skips along on P S leg /
    >does S leg hops / >bounces on P S leg / >hops along on the S leg / >jumps up and down on P S foot /
    >hops with P S leg / >does hops on the S foot / >stays on P S leg and hops / >springs along on P S
    foot / >hops on just the S leg
hops N on P S leg / >jumps N on P S leg / >hops on P S leg N / hops on the S foot N / hops on the S leg
    N / >hops on P S foot N / >does a hop on the S leg N / >bounces on P S leg N / >jumps on the S foot
    N / >hops with P S leg N
hops forward with both feet for several hops, turns around and hops back / jumps forward with feet
    together again and again, turns around in between / >hops forward, turns around and hops back
performs jumping jacks / does jumping jacks / does star jumps / jumps with arms and legs opening and
    closing / jumps, spreading arms and legs / >jumps like a star / >does some jumping jacks /
    >exercises with jumping jacks / >does jumping jacks in place / >does a set of jumping jacks / >does
    star jumps in place / >jumps P legs apart and swings P arms up / >opens and closes P arms and legs
    while jumping / >trains with jumping jacks / >jumps like a jumping jack / >does side straddle hops /
    >jumps into a star again and again / >hops feet apart and together with arms overhead
does # jumping jacks / performs # jumping jacks / does # star jumps / performs # star jumps / >makes #
    jumping jacks / >does a set of # jumping jacks / >jumps # jumping jacks / >completes # jumping jacks
jumps up to grab something overhead / reaches up and jumps to grab something / >jumps to reach something
    / >jumps up and reaches for something / >jumps for something above / >leaps up and reaches overhead
    / >jumps to touch something high up / >jumps and grabs at the air above / >leaps up to catch
    something / >reaches for something up high with a jump / >jumps as if picking an apple from a tree
reaches up high on tiptoe / stretches up to reach something above P head / tries to reach something high
    up / >reaches for a high shelf / >reaches up high / >stands on P toes and reaches up / >stretches up
    on tiptoe / >reaches as high as possible / >goes up on P toes to reach something / >gets something
    from a top shelf / >reaches up as if for a high shelf
kicks / throws a kick / lifts one leg and kicks / does a martial arts kick / >does a kick / >gives a
    kick / >kicks out / >kicks the air / >does a front kick / >swings a leg and kicks / >throws out a
    leg / >kicks something / >performs a kick / >kicks out with one leg / >lashes out with a foot /
    >delivers a kick / >does a karate kick / >snaps a leg out / >strikes with a foot / >boots the air
kicks with P S leg / throws a kick with P S leg / lifts one leg and kicks with P S leg / does a martial
    arts kick with P S leg / kicks with P S foot / >does a kick with P S leg / >kicks P S leg / >does a
    S kick / >kicks using P S foot / kicks with the S foot / >swings P S leg and kicks / >gives a kick
    with P S foot / >kicks out with P S foot / >does a S leg kick / >delivers a kick with the S leg /
    >shoots P S leg out / >performs a kick with P S leg / >strikes with P S foot / >lashes out with P S
    leg / >does a front kick with P S leg / >throws a S kick / >snaps P S leg out
spins around and kicks / does a spinning kick / performs a martial arts spin kick / kicks while spinning
    / >does a spin kick / >turns and kicks / >does a roundhouse kick / >does a turning kick / >does a
    spinning kick like in karate / >whirls around and kicks / >turns and throws a kick / >does a
    spinning back kick / >kicks out of a spin
kicks to the S side / kicks out to P S / >kicks sideways to the S / >does a side kick to the S / >throws
    a kick to P S / >kicks S / >lashes out to the S with a leg / >does a kick to the S side / >kicks out
    at something on P S
kicks sideways with the S leg / does a side kick with P S leg / lifts P S knee and kicks to the side
    with P S leg / >kicks to the side with P S leg / kicks sideways with P S leg / >throws a side kick
    with the S leg / >throws P S leg out to the side / >does a S side kick / >lifts P S leg sideways in
    a kick / >delivers a side kick with the S foot / >performs a side kick with P S leg / >kicks P S leg
    out to the side / >snaps P S foot out sideways
kicks a soccer ball / kicks a football / runs up and kicks a ball / takes a few steps and kicks a ball /
    >kicks a ball / >kicks the ball / >plays soccer / >plays football / >shoots at a goal / >takes a
    shot with a football / >takes a penalty kick / >kicks a ball away / >boots a ball / >passes a
    football / >strikes a football / >takes a free kick / >shoots a ball
squats / does one squat / bends P knees into a squat and rises / >does a squat / >squats down / >squats
    down and gets up / >bends P knees / squats down and stands up / squats down and stands up again /
    >goes down into a squat / >does a knee bend / >goes down and comes back up / >gets down low and
    rises / >drops into a squat and stands up / >lowers P hips and comes up again / >does a deep knee
    bend / >dips down by bending P knees / >squats once / >performs a squat / >lowers P body with bent
    knees and rises
does squats / performs squats with arms forward / >squats repeatedly / >does some squats / >keeps
    squatting / >does air squats / >does knee bends / >keeps going down into a squat and up / >squats up
    and down / >trains P legs with squats / >goes up and down in squats / >does a set of squats /
    >performs knee bends / >exercises with squats
squats N / squats down N / squats down and stands up N / >bends P knees N / >does a squat N / >does a
    knee bend N / >goes down into a squat N / >drops into a squat N / >goes down and up N / >lowers P
    hips and rises N
does # squats / performs # squats / >squats # times / does # knee bends / performs # knee bends / >makes
    # squats / >does a set of # squats / >does # air squats / >completes # squats / >does # squats in a
    row
lunges forward with P S leg / steps forward with the S leg into a lunge / does a lunge with P S leg /
    takes a big step forward with P S foot and bends both knees / >lunges with P S leg / >does a S leg
    lunge / >lunges with the S leg in front / >takes a S leg lunge / >makes a lunge with P S foot
    forward / >puts P S leg forward and sinks into a lunge / >steps out with P S leg and bends both
    knees / >performs a lunge with P S leg / >drops into a lunge, S leg in front / >lunges, S foot first
does forward lunges in turn / does alternating lunges / steps into lunges, changing legs / lunges with
    one leg, then with the other / >does lunges / >lunges again and again / >does lunges on both sides /
    >lunges with each leg in turn / >does lunge exercises / >does a set of lunges / >trains lunges /
    >steps into a lunge with one leg and then the other / >performs lunges
does # lunges / performs # lunges / >lunges # times / >makes # lunges / >does a set of # lunges / >does
    # lunges in a row / >completes # lunges
raises P S knee / lifts P S knee up / raises the S knee to hip height and lowers it / does a knee raise
    with P S leg / >brings P S knee up / >pulls P S knee up / >lifts P S leg with a bent knee / raises
    the S knee / lifts the S knee / >brings P S knee up to P waist / >does a S knee raise / >picks P S
    knee up / >pulls the S knee towards P chest / >lifts P S thigh / >lifts P S leg, knee bent / >hikes
    P S knee up / >draws P S knee up / >raises the S leg with a bent knee / >brings the S knee to hip
    level / >hikes up P S knee
raises each knee in turn while standing / lifts P knees in turn / lifts one knee, then the other /
    raises P knees one after the other / >does knee raises / >alternates knee raises / >brings up one
    knee after the other / >does knee lifts / >raises one knee, then the other / >pulls up P knees in
    turn / >does standing knee raises
stands on P S leg / balances on P S leg / keeps P balance on the S leg / >balances on the S foot /
    >stands on only P S leg / >stays on P S leg / >balances on the S leg only / >has only P S foot on
    the ground / >stands just on the S foot / >lifts the other foot and stands on P S leg / >holds P
    balance on the S foot / >stands like a stork on P S leg
stands on one leg / balances on one foot / >balances on one leg / >stands on one foot / >stands like a
    flamingo / >stays balanced on one foot / >does a one-legged stand / >lifts a foot and balances /
    >stands like a stork / >does a balance on one leg / >keeps P balance on one leg / >has only one foot
    on the ground / >stands on a single leg / >holds a one-legged pose / balances on one foot with arms
    out
kneels on one knee / goes down on one knee and rises / kneels down on one knee and gets up again / gets
    down on one knee as if proposing, then stands up / >kneels down / >kneels / >goes down on one knee /
    >goes down on a knee / >drops to one knee and gets up / >takes a knee / >gets on one knee as for a
    proposal / >bends the knee / >does a kneel / >kneels like a knight / >lowers P body onto one knee
    and rises / >proposes on one knee / >drops on one knee and comes back up
kneels on P S knee, then stands up / lowers P S knee to the ground and comes back up / drops to P S
    knee, stays there and stands up again / >kneels down on P S knee and gets up / >goes down on P S
    knee and gets back up / >drops on the S knee and rises / >takes a knee with the S leg and gets up /
    >touches the ground with P S knee and rises / >kneels on the S knee and gets back up
crouches in place / squats low and stays there / holds a crouched position / >crouches / >crouches down
    / >stays crouched / >squats and stays down / >ducks down and stays low / >squats down and stays
    there / >stays low / >stays squatting / >keeps low to the ground / >sits on P heels / >hides low /
    >remains in a crouch / >gets low and holds it
bends down to touch P toes / bends forward to touch P toes / bends down and touches P toes / reaches
    down to P feet with both hands / leans all the way down to touch the floor in front of P feet /
    >touches P toes / >touches P feet / >reaches down to P toes / >does a toe touch / >bends over and
    touches P feet / >goes down to touch P toes / >reaches for P toes / >tries to touch P toes / >does a
    standing toe touch / >folds forward to touch P toes / >folds over at the hips and reaches for P feet
    / >puts P fingers to P toes / >bends over until P hands reach P feet / >bends forward and touches
    the floor
touches P toes N / bends down to touch P toes N / >bends and touches P toes N / >reaches down to P toes
    N / touches the toes N / bends down and touches the toes N / >bends over to touch P toes N / >does a
    toe touch N / >reaches for P toes N / >bends down to P feet N
bends over to stretch / stretches by bending over / >bends over / >bends forward / bends forward at the
    waist and straightens up / >does a forward bend / >folds over at the waist / >folds forward / >leans
    over forwards and comes back up / >stretches P back by bending over / >bends P upper body forward /
    >bows P upper body down to stretch
sits down / takes a seat / lowers P body onto a chair / turns around and sits on a stool / lowers P body
    onto a stool / >sits down on a chair / >has a seat / >sits on a chair / >goes to sit / >goes and
    sits / >takes a chair / >sinks into a chair / >plops down on a chair / >lowers P bottom onto a seat
    / >parks on a chair / >settles on a chair / >gets seated / >goes from standing to sitting / >has a
    sit-down / >finds a seat / >bends P knees and sits / >settles down on a seat / >drops into a chair /
    >perches on a stool / >goes into a sitting position / sits down on a stool / lowers P body onto a
    high stool
sits still / keeps sitting / remains seated on a chair / sits on a chair / >stays seated / >is sitting
    on a chair / >sits without moving / sits on a stool / >is seated / >sits there / >sits quietly /
    >sits around / >sits in a chair / >sits idle / >rests on a chair / >is sitting / >sits and waits /
    >stays in the chair / >sits without doing anything / >is in a sitting position / >holds a seated
    pose / remains seated on a stool / sits on a high stool / remains seated on a high stool
sits down and stands up again / sits down on a chair, then gets up / takes a seat and then stands up /
    lowers P body onto a chair, then stands back up / sits on a chair and rises again / >sits down and
    gets back up / >sits down then stands up / sits down, then stands up / sits down and then gets up /
    takes a seat, then rises again / sits down on a chair and stands up again / >sits and then stands /
    >sits down and rises / >does a sit to stand / >sits briefly and gets up / >takes a seat and gets up
    again / >goes from standing to sitting and back / >sits down for a moment and gets up / >sits for a
    bit and then stands up / >sits down and is up again / >drops into a chair and gets up
^stands up / gets up from a seat / rises from a chair / rises from a seat / gets up from a stool / >gets
    up / stands up from a chair / >gets up from a chair / >gets to P feet / >rises to P feet / >rises /
    >goes from sitting to standing / >gets out of a chair / >gets up out of the chair / >stands up from
    sitting / >stands up from a seat / >leaves the chair / >comes up to standing / >pushes up out of a
    chair / >gets up and stands / >lifts P body out of a seat / >gets off the chair / >comes to P feet /
    stands up from a stool
sits down on the floor / sits down on the ground / lowers P body to sit on the ground / >sits on the
    floor / >takes a seat on the floor / >plops down on the ground / >lowers P body to the floor and
    sits / >gets down and sits on the ground / >takes a seat on the ground / >sits on the ground / >goes
    down to sit on the floor / >drops down to sit on the floor / >plonks down on the floor
gets up from the floor / rises from the ground / stands up from sitting on the ground / >stands up from
    the floor / >gets up off the ground / >gets up off the floor / >gets up off the floor from sitting /
    >rises from sitting on the floor / >stands up off the ground / >picks P body up from the ground /
    >gets to P feet from the ground / >gets back up from the floor / >comes up from the ground
lies down on the ground / gets down and lies on the floor / lowers P body to the floor and lies on P
    back / >lies down / >lies down on P back / >lays down / >gets down to lie on the floor / >gets down
    on the floor and stretches out / >goes to lie down / >lies down flat / >lies down on the floor /
    >stretches out on the ground / >puts P body down on the ground / >lies down as if to sleep /
    >settles down flat on P back / >goes from standing to lying / >takes a lie-down / >gets down flat on
    the floor
lies on the ground / rests lying on P back / >lies on P back / >is lying on the floor / >lies there /
    >lies flat / >is lying down / >rests on the ground / >stays lying on the ground / >lies on the floor
    / >lies stretched out / >lies flat on P back / >lies around on the floor / >rests on P back / >is
    flat on the ground / >remains lying on the floor
gets up from lying on the ground / stands up after lying down / rises from the floor to standing / gets
    up from the ground / pushes P body up from the floor and stands up / >gets up after lying on the
    floor / >gets back on P feet / gets up after lying down / >stands up from lying / >gets up from the
    floor after lying down / >rises after lying on the floor / >goes from lying to standing / >picks P
    body up off the floor / >gets off the floor / >wakes up and gets up from the floor / >pushes up off
    the floor and stands / >gets to P feet after lying / >stands back up from the ground / gets up from
    lying face down
sleeps on the ground / lies asleep on the floor / lies fast asleep on the ground / lies on the ground
    and sleeps / >sleeps / >is asleep / >is sleeping on the floor / >naps on the ground / >takes a nap
    on the floor / >lies sleeping / >has a sleep on the floor / >lies there asleep / >snoozes on the
    ground / >dozes on the floor
collapses to the ground / falls down and lies still / drops to the floor as if knocked out / sinks to P
    knees and falls forward / >falls down dead / >dies / >falls to the ground / >faints / >falls down /
    >falls over / >drops dead / >falls over and stays down / >goes down and stays down / >plays dead /
    >passes out / >drops to the ground / >is knocked out and falls / >crumples to the floor / >topples
    over / >falls as if shot / >faints and lies there / >gets knocked out
sits cross-legged and meditates / meditates on the floor / sits still in meditation / sits on the ground
    with crossed legs / >meditates / >sits in the lotus position / >does meditation / >sits and
    meditates / >sits in meditation / >sits like a monk / >does yoga meditation / >sits on the floor in
    a lotus pose / >meditates like a monk
stands still / stands and waits / stands idly / stands in place / waits / stands idle, breathing calmly
    / >does nothing / >stands there / >stands around / >stays where they are / >does not move / >stays
    still / >is idle / >idles / >stands motionless / >does an idle animation / >stands around doing
    nothing / >keeps still / >remains standing / >stays standing / >stands quietly / >stands upright
    without moving / >holds still / >stays put / >stands about / >stands and does nothing / >hangs
    around / >remains in place / >is standing still / >stays on the spot / >stands waiting for a bus /
    >stands at rest / waits on the spot
shifts P weight from one leg to the other / shifts from foot to foot / >shifts P weight / >sways from
    leg to leg / >rocks from foot to foot / >moves P weight from side to side / >leans on one leg and
    then on the other / >fidgets from foot to foot / >stands and shifts from leg to leg / >changes P
    standing leg
crosses P arms / folds P arms / folds both arms in front of P chest / stands with P arms crossed /
    stands with crossed arms / >stands with folded arms / >puts P arms across P chest / >keeps P arms
    crossed / crosses P arms and waits / >puts one arm over the other / >wraps P arms across P chest /
    >locks P arms in front of P chest / >stands there arms crossed / >folds P arms across P chest /
    >closes P arms over P chest / >has P arms folded / >puts on a closed pose with folded arms / >makes
    a cross with P arms on P chest / >folds P arms like a bouncer / >crosses both arms / >brings P arms
    across the chest / crosses P arms over P chest / keeps P arms folded and waits / stands and waits
    with crossed arms
stands with hands on hips / puts P hands on P hips / places both hands on P hips / rests P hands on P
    waist / stands akimbo / >puts both hands on P hips / >has P hands on P hips / >puts both hands at P
    waist / >sets P hands on P hips / >strikes a hands on hips pose / >stands like a superhero, hands on
    hips / >sets both arms akimbo / >goes into an akimbo pose / >holds P hips with both hands / >plants
    both hands on P hips / >brings P hands to P hips / >stands, hands at P waist
puts P S hand on P hip / places the S hand on the hip / rests P S hand on P hip and waits / >stands with
    P S hand on P hip / >sets P S hand on P hip / >has P S hand on P hip / >plants P S hand on the hip /
    >stands, S hand at P waist / >holds P hip with P S hand / >rests the S hand at P waist
stands with P hands behind P back / clasps P hands behind P back / holds both hands behind the back /
    puts P hands behind P back / >has P hands behind P back / >holds P hands behind P back / >keeps P
    hands behind P back / >folds P hands behind P back / >brings both arms behind the back / >stands at
    ease with hands behind the back / >hides P hands behind P back / >locks P hands behind P back /
    >stands, hands clasped behind / >moves P arms behind P back / moves both arms behind P back and
    waits / >waits with P hands behind P back
makes a t-pose / spreads both arms wide and lowers them / holds P arms straight out to the sides /
    stretches both arms out to the sides / raises both arms sideways to shoulder height / lifts both
    arms out to the sides until they are level / >holds P arms out to the sides / >stands in a t-pose /
    >spreads P arms / >stands with arms out like an airplane / >does a t-pose / >does a t pose /
    >t-poses / >goes into a t-pose / >stands like the letter t / >stands like a scarecrow / >stretches P
    arms out sideways / >opens P arms wide / >puts both arms out to the sides / >lifts both arms
    sideways / >extends both arms to the sides / >raises P arms to the sides / >spreads P arms like
    wings / >holds both arms out level / >puts P arms straight out like a cross / >strikes a t-pose
stands at attention and salutes / salutes / gives a military salute / stands upright and salutes /
    raises a hand to P brow and salutes / >salutes like a soldier / >does a salute / >salutes an officer
    / >gives a salute / >salutes smartly / >makes a salute / >brings a hand to P forehead in a salute /
    >does a military salute / >stands to attention with a salute / >touches P brow in salute / >puts a
    hand to P brow like a soldier / >performs a salute
jumps forward N / leaps forward N / >does a forward jump N / >jumps ahead N / >hops forward with both
    feet N / >leaps ahead N / >takes a leap forward N
hops on one leg N / hops on one foot N / >jumps on one leg N / >hops N on one leg / >does a one-legged
    hop N / >bounces on one foot N
kicks N / >does a kick N / >kicks the air N / >throws a kick N / >kicks out N / >gives a kick N
kicks with the S leg N / kicks with the S foot N / >throws a S kick N / >kicks P S leg N / >does a kick
    with P S leg N / >kicks out with P S foot N / >kicks N with the S leg / >strikes with P S foot N
does # kicks / performs # kicks / >throws # kicks / >kicks # times / >makes # kicks / >delivers # kicks
    / >does # kicks in a row
lunges N / lunges forward N / >does a lunge N / >steps into a lunge N / >drops into a lunge N
raises the S knee N / lifts the S knee N / >brings P S knee up N / >pulls P S knee up N / >does a S knee
    raise N / >lifts P S leg with a bent knee N
does # knee raises / performs # knee raises / does # knee lifts / performs # knee lifts / >raises P knee
    # times / >lifts a knee # times / >does # knee raises in a row
does # toe touches / performs # toe touches / >makes # toe touches / >does # toe touches in a row /
    >touches P toes # times
lies down and gets up again / lies down on the ground, then stands up again / lies down, then gets up /
    >lies down and stands back up / >gets down on the floor and up again / >lies down briefly and gets
    up / >goes down flat and gets back up
falls down and gets up again / falls to the ground, then stands up again / collapses and gets back up /
    >falls over and gets back up / >goes down and gets back up / >takes a fall and gets up / >drops to
    the floor and rises again / >falls, then stands up
salutes with P S hand / >gives a salute with P S hand / >brings P S hand to P forehead in a salute /
    >does a S hand salute / >raises P S hand to P brow in salute / >makes a salute with the S hand /
    brings P S hand up to P brow and lowers it again
salutes N / >gives a salute N / >does a salute N / >brings a hand to P brow in a salute N / >makes a
    salute N
walks forward and sits down / walks, then sits down / walks up to a chair and takes a seat / >walks over
    to a chair and sits / >goes to a chair and sits down / >walks up and takes a seat / >comes in and
    sits down / >walks ahead and has a seat / >walks to a seat and sits down
stands up and walks forward / stands up, then walks away / gets up from a chair and walks ahead / >gets
    up and walks off / >rises and walks away / >leaves the chair and walks forward / >gets up and goes /
    >stands, then walks off / >rises from a seat and walks ahead
stands still, then walks forward / stands for a moment and then starts to walk / waits, then walks ahead
    / >stands first and then sets off walking / >waits a moment and walks off / >pauses, then walks
    forward / >stands there and then walks / >is idle and then walks ahead
stands still, then runs forward / stands for a moment and then starts to run / waits, then runs ahead /
    >stands first, then takes off running / >waits a moment and runs off / >pauses, then runs / >is idle
    and then runs ahead
jumps high / jumps very high / jumps high into the air / jumps up high / >does a high jump on the spot /
    >leaps high up / >jumps way up / >jumps as high as possible / >makes a big jump upwards
jumps a little / jumps slightly / jumps only a bit / jumps low / >does a small jump / >does a little hop
    / >makes a tiny jump / >hops up a bit
jumps and lands, finding P balance / jumps up and then keeps P balance / >jumps and steadies after
    landing / >lands from a jump and balances / >jumps up and balances on landing
lands from a jump and stands up straight / lands on both feet and straightens up / drops down, lands
    with bent knees and rises / >comes down from a jump and stands up / >touches down with bent knees
    and rises / >lands on P feet after a drop / >lands softly and straightens up
jumps once / jumps in the air once / jumps on the spot once / does one jump / >jumps one time / >jumps a
    single time / >jumps just once / >does a single jump / >takes one jump / >jumps only once
jumps twice / jumps in the air twice / jumps on the spot twice / does two jumps / performs two jumps /
    jumps two times / >jumps a couple of times / >does a pair of jumps / >jumps twice in a row / >takes
    two jumps / >does two jumps in a row
jumps three times / jumps in the air three times / jumps on the spot three times / does three jumps /
    performs three jumps / >jumps three times in a row / >does a set of three jumps / >takes three jumps
    / >does three jumps in a row
squats once / squats down once / does one squat / >squats one time / >squats a single time / >squats
    just once / >does a single squat / >makes one squat / >squats only once
squats twice / squats down twice / does two squats / performs two squats / squats two times / >squats a
    couple of times / >does a pair of squats / >squats twice in a row / >makes two squats / >does two
    squats in a row
squats three times / squats down three times / does three squats / performs three squats / >squats three
    times in a row / >does a set of three squats / >makes three squats / >does three squats in a row
claps once / claps P hands once / claps the hands once / claps both hands once / does one clap / >claps
    one time / >claps a single time / >claps just once / >does a single clap / >makes one clap / >claps
    only once
claps twice / claps P hands twice / claps the hands twice / claps both hands twice / does two claps /
    performs two claps / claps two times / >claps a couple of times / >does a pair of claps / >claps
    twice in a row / >makes two claps / >does two claps in a row
claps three times / claps P hands three times / claps the hands three times / claps both hands three
    times / does three claps / performs three claps / >claps three times in a row / >does a set of three
    claps / >makes three claps / >does three claps in a row
kicks once / does one kick / >kicks one time / >kicks a single time / >kicks just once / >does a single
    kick / >makes one kick / >kicks only once
kicks twice / does two kicks / performs two kicks / kicks two times / >kicks a couple of times / >does a
    pair of kicks / >kicks twice in a row / >makes two kicks / >does two kicks in a row
kicks three times / does three kicks / performs three kicks / >kicks three times in a row / >does a set
    of three kicks / >makes three kicks / >does three kicks in a row
punches once / punches the air once / does one punch / >punches one time / >punches a single time /
    >punches just once / >does a single punch / >throws one punch / >punches only once
punches twice / punches the air twice / does two punches / performs two punches / punches two times /
    >punches a couple of times / >does a pair of punches / >punches twice in a row / >throws two punches
    / >does two punches in a row
punches three times / punches the air three times / does three punches / performs three punches /
    >punches three times in a row / >does a set of three punches / >throws three punches / >does three
    punches in a row
bows once / bows forward once / takes a bow once / does one bow / >bows one time / >bows a single time /
    >bows just once / >does a single bow / >takes one bow / >bows only once
bows twice / bows forward twice / takes a bow twice / does two bows / performs two bows / bows two times
    / >bows a couple of times / >does a pair of bows / >bows twice in a row / >takes two bows / >does
    two bows in a row
bows three times / bows forward three times / takes a bow three times / does three bows / performs three
    bows / >bows three times in a row / >does a set of three bows / >takes three bows / >does three bows
    in a row
waves once / does one wave / >waves one time / >waves a single time / >waves just once / >gives a single
    wave / >gives one wave / >waves only once
waves twice / does two waves / performs two waves / waves two times / >waves a couple of times / >does a
    pair of waves / >waves twice in a row / >makes two waves / >does two waves in a row / >gives two
    waves
waves three times / does three waves / performs three waves / >waves three times in a row / >does a set
    of three waves / >makes three waves / >does three waves in a row / >gives three waves
lunges once / lunges forward once / does one lunge / >lunges one time / >lunges a single time / >lunges
    just once / >does a single lunge / >makes one lunge / >lunges only once
lunges twice / lunges forward twice / does two lunges / performs two lunges / lunges two times / >lunges
    a couple of times / >does a pair of lunges / >lunges twice in a row / >makes two lunges / >does two
    lunges in a row
lunges three times / lunges forward three times / does three lunges / performs three lunges / >lunges
    three times in a row / >does a set of three lunges / >makes three lunges / >does three lunges in a
    row
nods once / nods P head once / does one nod / >nods one time / >nods a single time / >nods just once /
    >gives a single nod / >gives one nod / >nods only once
nods twice / nods P head twice / does two nods / performs two nods / nods two times / >nods a couple of
    times / >does a pair of nods / >nods twice in a row / >makes two nods / >does two nods in a row /
    >gives two nods
nods three times / nods P head three times / does three nods / performs three nods / >nods three times
    in a row / >does a set of three nods / >makes three nods / >does three nods in a row / >gives three
    nods
salutes once / does one salute / >salutes one time / >salutes a single time / >salutes just once /
    >gives a single salute / >gives one salute / >salutes only once
salutes twice / does two salutes / performs two salutes / salutes two times / >salutes a couple of times
    / >does a pair of salutes / >salutes twice in a row / >makes two salutes / >does two salutes in a
    row / >gives two salutes
salutes three times / does three salutes / performs three salutes / >salutes three times in a row /
    >does a set of three salutes / >makes three salutes / >does three salutes in a row / >gives three
    salutes
jumps forward once / does one forward jump / >jumps forward one time / >jumps forward a single time /
    >jumps forward just once / >does a single forward jump / >takes one forward jump / >jumps forward
    only once
jumps forward twice / does two forward jumps / performs two forward jumps / jumps forward two times /
    >jumps forward a couple of times / >does a pair of forward jumps / >jumps forward twice in a row /
    >takes two forward jumps / >does two forward jumps in a row
jumps forward three times / does three forward jumps / performs three forward jumps / >jumps forward
    three times in a row / >does a set of three forward jumps / >takes three forward jumps / >does three
    forward jumps in a row
raises P S * / lifts P S *
raises both * / lifts both *
performs * / does * / >carries out *
jogs * / >runs * / >goes jogging * / >trots * / >runs at an easy pace *
leaps * / jumps *
sprints * / dashes *
places P * / puts P *
)";
}

}  // namespace im
