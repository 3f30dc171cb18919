#include "engine/language/synonym_table.h"

namespace im {

std::string_view moving_synonyms() {
    return R"(
walks forward / walks ahead / strolls forward / walks straight ahead / moves forward at a walk / takes
    several steps forward / >goes forward on foot / >walks
walks in a straight line / >walks straight / >walks along a straight line / >walks straight ahead
walks forward * / walks ahead * / strolls ahead * / strolls forward * / >goes forward *
walks * / strolls * / >goes walking *
walks forward and to the S / walks diagonally to the S / strolls at an angle to the S / walks forward
    drifting to P S / >walks diagonally forward to the S / >walks at a diagonal to the S
walks and turns to the S / turns S while walking / walks forward and turns S / walks ahead, then makes a
    S turn / walks forward and takes a turn to P S / >walks forward and makes a S turn / >walks, turning
    S / >walks round a S corner / >walks and goes S
walks backwards / steps backwards / backs away / moves backwards step by step / walks backward / >walks
    in reverse / >goes backwards / >backs up / >moves backwards on foot
walks backward in a straight line / >walks straight back / >walks straight backwards / walks backwards
    in a straight line
walks in a circle / walks around in a circle / >walks in circles / >goes around in a circle / >goes
    round in a circle / >walks a circle / >circles around on foot / >walks round and round
walks counterclockwise in a circle / walks in a counterclockwise circle / >walks in a circle
    counterclockwise / >walks in an anticlockwise circle
walks clockwise in a circle / walks in a clockwise circle / >walks in a circle clockwise
walks around in a circle, turning S / >walks in a circle to the S / >goes round in a circle to the S /
    >walks in a S hand circle
walks in a curve to the S / walks along an arc to the S / walks around in a wide S curve / >walks in an
    arc to the S / >curves to the S while walking / >takes a wide S turn while walking
walks counterclockwise along a curve / >walks along a curve counterclockwise
walks clockwise along a curve / >walks along a curve clockwise
walks in an s curve / walks in a wavy line / walks along a winding path / walks in a zigzag / weaves
    from side to side while walking / >walks in an s shape / >zigzags forward / >walks in a snaking line
    / >snakes along
walks forward and stops / walks ahead, then stops / walks up and stops / walks forward and then stands
    still / stops walking and stands / walks a few steps and comes to a stop / walks, halts and stands
    in place / >walks then stops / >walks forward and comes to a halt / >walks and stops
walks with P arms crossed / walks with arms crossed over P chest / walks forward with folded arms /
    walks ahead keeping P arms crossed / strolls ahead, arms folded / >walks with folded arms / >walks
    arms crossed / >crosses P arms while walking
walks with P hands behind P back / walks ahead holding P hands behind P back / strolls with P arms
    behind P back / walks forward with hands clasped behind the back / paces forward, hands behind the
    back / >keeps P hands behind P back while walking
walks with P hands behind P head / walks forward with both hands on the back of P head / strolls ahead
    with hands behind the head / walks with elbows out and hands behind P head / >holds P hands behind P
    head while walking
walks with hands on hips / walks ahead, hands on hips / walks forward with P hands on P hips / strolls
    ahead with P hands on P hips / walks with both hands on P waist / >keeps P hands on P hips while
    walking / >walks with arms akimbo
walks and looks around / strolls forward and looks about / looks from side to side while walking / walks
    ahead, turning P head to both sides / >looks around while walking / >walks looking around / >walks
    while looking around
walks while talking on the phone / walks forward and talks on the phone / >talks on the phone while
    walking the phone / >walks while making a phone call
walks with a phone at P S ear / strolls ahead with a phone to the S ear / talks on a phone held in P S
    hand while walking / >walks with a phone in P S hand
lifts P S arm while walking / walks and raises P S hand / walks with P S arm raised / walks ahead
    holding P S arm up high / walks forward with the S hand up / raises P S arm and lowers it while
    walking / >raises P S hand while walking / >walks with P S hand in the air / >puts P S hand up while
    walking
walks and waves with P S hand / waves with P S hand while walking / walks forward, waving P S hand /
    strolls ahead and waves with the S arm / walks along waving to someone with P S hand / >waves P S
    hand while walking / >walks while waving P S hand / >walks waving with P S hand
runs forward / runs ahead / runs straight ahead / jogs forward / goes for a run ahead / >runs / >goes
    running / >goes for a run / >jogs along
jogs in a straight line / runs in a straight line / >jogs straight ahead / >runs straight
sprints forward / races forward / dashes forward / runs forward at full speed / sprints straight ahead /
    >sprints / >runs as fast as possible / >rushes forward / >runs very fast
jogs in place / runs in place / jogs on the spot / runs on the spot / >runs without moving forward
marches in place / marches on the spot / marches without moving forward / steps in place, lifting P
    knees / steps in place with high knees / lifts P knees high while stepping in place / does high
    knees in place the spot with high knees / >marches where they stand
tiptoes forward / walks on P toes / walks on tiptoe / tiptoes ahead quietly / sneaks forward on tiptoes
    / walks forward on the balls of P feet / >tiptoes / >goes on tiptoe P tiptoes
sneaks forward / creeps forward quietly / walks stealthily / creeps ahead with bent knees / walks
    forward while crouching / moves forward crouched down / >sneaks / >sneaks along / >creeps along /
    >walks crouched
limps / walks with a limp / >hobbles / >limps along / >walks limping
walks as if P S leg is hurt / hobbles forward on an injured S leg / >limps on P S leg / >limps with P S
    leg
walks like a zombie / staggers forward like a zombie / shuffles ahead with arms held out / >does a
    zombie walk / >moves like a zombie
crawls forward on hands and knees / moves forward on all fours / crawls along the ground / >crawls /
    >crawls on the floor / >goes on all fours
walks over uneven ground / steps up and down over rough terrain / walks over obstacles, lifting P feet /
    >walks on rough ground / >steps over things
stumbles forward / staggers forward a few steps / trips forward and regains P footing / trips and
    catches P balance / stumbles and almost falls / >trips / >stumbles / >almost falls over / >loses P
    footing
climbs the stairs / goes up the stairs / walks up some steps / steps up a few stairs / >walks upstairs /
    >goes upstairs / >climbs stairs / >walks up the stairs
descends the stairs / goes down the stairs / walks down some steps / steps down a few stairs / >walks
    downstairs / >goes downstairs / >walks down the stairs
climbs a ladder / goes up a ladder rung by rung / climbs up / climbs upwards, holding on with both hands
    / >goes up a ladder / >climbs up a ladder
comes down a ladder / descends a ladder step by step / climbs down / comes down from a climbing frame /
    >climbs down a ladder / >goes down a ladder
takes # steps forward / moves forward # steps / >walks # steps forward / >goes # steps forward / >steps
    forward # times
takes one step forward and stops / steps forward / takes a step forward / moves forward one step /
    >makes a step forward / >steps ahead
takes # steps back / moves back # steps / takes # steps backwards and stops / >walks # steps back /
    >goes back # steps
takes a step back / steps back / moves back one step / takes one step backwards and stops / >steps
    backwards once / >makes a step back
steps sideways to the S / sidesteps to the S / moves sideways to the S / shuffles sideways to P S /
    steps to P S / >side steps to the S / >walks sideways to the S / >sidesteps S / >goes sideways to
    the S
takes # side steps to the S / takes # steps to the S / >sidesteps # times to the S / >moves # steps to
    the S / >makes # side steps to the S
takes one step to the S / takes a side step to the S / >steps once to the S
turns around / turns 180 degrees / turns around in place to face the other way / >turns round / >spins
    round to face the other way / >rotates 180 degrees / >does a 180 / >faces the other way / >makes a
    half turn / >does an about turn
makes a half turn to the S / turns P back by turning S / >turns 180 degrees to the S / >turns around to
    the S / >rotates 180 degrees to the S / >turns S to face the other way
turns S / turns to the S in place / stands and turns P body to the S / turns to P S with small steps /
    steps around to face S / >turns to the S / >makes a S turn on the spot / >faces S / >rotates to the
    S / >turns to P S
turns 90 degrees to the S / makes a quarter turn to the S / >rotates 90 degrees to the S / >turns S by
    90 degrees / >turns 90 degrees S
spins around / spins in place / turns in a full circle on the spot / >spins round / >rotates 360 degrees
    / >does a 360 / >turns 360 degrees / >makes a full turn / >twirls around
spins to the S / turns all the way around to the S / >spins around to the S / >turns 360 degrees to the
    S / >makes a full turn to the S / >does a full spin to the S
turns in a circle N on the spot / turns all the way around N / spins around N / >spins N / >makes a full
    turn N / >turns 360 degrees N
rotates N on the spot to the S / spins around N to the S / >turns all the way around to the S N / >spins
    to the S N
jumps up / jumps in place / leaps into the air and lands / jumps straight up and lands on both feet /
    makes one jump on the spot / does one jump / >jumps / >jumps once / >hops up / >leaps up / >does a
    jump / >jumps into the air / >jumps on the spot
jumps forward with both feet / leaps forward / makes a long jump forward / bends P knees and jumps
    forward / >jumps forward / >jumps ahead / >does a long jump / >hops forward with both feet together
jumps repeatedly on the spot / keeps jumping in place / jumps up and down several times / >jumps again
    and again / >jumps up and down / >keeps jumping / >jumps over and over
jumps N / leaps into the air N / jumps up N / jumps in place N / jumps up and down N / >leaps N / >hops
    up N / >jumps on the spot N / >jumps into the air N
makes # jumps on the spot / does # jumps / >jumps # times / >performs # jumps
jumps and turns in the air / jumps up and spins around / makes a jump turn / jumps, turning P body /
    >does a jump spin / >jumps and spins / >spins while jumping / >leaps and turns
does a spinning jump / does an acrobatic spin / leaps and spins in the air / >does a jumping spin
runs and leaps forward / takes a running jump / runs and jumps over something / >runs and jumps / >runs
    up and jumps / >jumps while running
hops forward on one leg / jumps forward on the S foot / hops on one leg / makes # hops on one foot /
    >hops on one foot / >jumps on one leg
hops on P S foot / hops on P S leg / >jumps on P S leg / >hops on the S foot / >skips along on P S leg
hops N on P S leg / >jumps N on P S leg / >hops on P S leg N / >hops on the S foot N
hops forward with both feet for several hops, turns around and hops back / jumps forward with feet
    together again and again, turns around in between / >hops forward, turns around and hops back
performs jumping jacks / does jumping jacks / does star jumps / jumps with arms and legs opening and
    closing / jumps, spreading arms and legs / >jumps like a star / >does some jumping jacks /
    >exercises with jumping jacks
does # jumping jacks / >performs # jumping jacks / >does # star jumps
jumps up to grab something overhead / reaches up and jumps to grab something / >jumps to reach something
    / >jumps up and reaches for something
reaches up high on tiptoe / stretches up to reach something above P head / tries to reach something high
    up / >reaches for a high shelf / >reaches up high
kicks / throws a kick / lifts one leg and kicks / does a martial arts kick / >does a kick / >gives a
    kick / >kicks out / >kicks the air
kicks with P S leg / throws a kick with P S leg / lifts one leg and kicks with P S leg / does a martial
    arts kick with P S leg / kicks with P S foot / >does a kick with P S leg / >kicks P S leg / >does a
    S kick / >kicks using P S foot
spins around and kicks / does a spinning kick / performs a martial arts spin kick / kicks while spinning
    / >does a spin kick / >turns and kicks / >does a roundhouse kick
kicks to the S side / kicks out to P S / >kicks sideways to the S / >does a side kick to the S
kicks sideways with the S leg / does a side kick with P S leg / lifts P S knee and kicks to the side
    with P S leg / >kicks to the side with P S leg
kicks a soccer ball / kicks a football / runs up and kicks a ball / takes a few steps and kicks a ball /
    >kicks a ball / >kicks the ball
squats / does one squat / bends P knees into a squat and rises / >does a squat / >squats down / >squats
    down and gets up / >bends P knees
does squats / performs squats with arms forward / >squats repeatedly / >does some squats / >keeps
    squatting
squats N / squats down N / squats down and stands up N / >bends P knees N / >does a squat N
does # squats / >performs # squats / >squats # times
lunges forward with P S leg / steps forward with the S leg into a lunge / does a lunge with P S leg /
    takes a big step forward with P S foot and bends both knees / >lunges with P S leg / >does a S leg
    lunge
does forward lunges in turn / does alternating lunges / steps into lunges, changing legs / lunges with
    one leg, then with the other / >does lunges / >lunges again and again
does # lunges / >performs # lunges / >lunges # times
raises P S knee / lifts P S knee up / raises the S knee to hip height and lowers it / does a knee raise
    with P S leg / >brings P S knee up / >pulls P S knee up / >lifts P S leg with a bent knee
raises each knee in turn while standing / lifts P knees in turn / lifts one knee, then the other /
    raises P knees one after the other / >does knee raises
stands on P S leg / balances on P S leg / keeps P balance on the S leg / >balances on the S foot /
    >stands on only P S leg
stands on one leg / balances on one foot / >balances on one leg / >stands on one foot / >stands like a
    flamingo
kneels on one knee / goes down on one knee and rises / kneels down on one knee and gets up again / gets
    down on one knee as if proposing, then stands up / >kneels down / >kneels / >goes down on one knee
kneels on P S knee, then stands up / lowers P S knee to the ground and comes back up / drops to P S
    knee, stays there and stands up again / >kneels down on P S knee and gets up
crouches in place / squats low and stays there / holds a crouched position / >crouches / >crouches down
    / >stays crouched / >squats and stays down
bends down to touch P toes / bends forward to touch P toes / bends down and touches P toes / reaches
    down to P feet with both hands / leans all the way down to touch the floor in front of P feet /
    >touches P toes / >touches P feet / >reaches down to P toes
touches P toes N / bends down to touch P toes N / >bends and touches P toes N / >reaches down to P toes
    N
bends over to stretch / stretches by bending over / >bends over / >bends forward / bends forward at the
    waist and straightens up
sits down / takes a seat / lowers P body onto a chair / turns around and sits on a stool / lowers P body
    onto a stool / >sits down on a chair / >has a seat / >sits on a chair / >goes to sit
sits still / keeps sitting / remains seated on a chair / sits on a chair / >stays seated / >is sitting
    on a chair / >sits without moving
sits down and stands up again / sits down on a chair, then gets up / takes a seat and then stands up /
    lowers P body onto a chair, then stands back up / sits on a chair and rises again / >sits down and
    gets back up / >sits down then stands up
^stands up / gets up from a seat / rises from a chair / rises from a seat / gets up from a stool / >gets
    up / >stands up from a chair / >gets up from a chair / >gets to P feet
sits down on the floor / sits down on the ground / lowers P body to sit on the ground / >sits on the
    floor / >takes a seat on the floor
gets up from the floor / rises from the ground / stands up from sitting on the ground / >stands up from
    the floor / >gets up off the ground / >gets up off the floor
lies down on the ground / gets down and lies on the floor / lowers P body to the floor and lies on P
    back / >lies down / >lies down on P back / >lays down / >gets down to lie on the floor
lies on the ground / rests lying on P back / >lies on P back / >is lying on the floor / >lies there
gets up from lying on the ground / stands up after lying down / rises from the floor to standing / gets
    up from the ground / pushes P body up from the floor and stands up / >gets up after lying on the
    floor / >gets back on P feet
sleeps on the ground / lies asleep on the floor / lies fast asleep on the ground / lies on the ground
    and sleeps / >sleeps / >is asleep
collapses to the ground / falls down and lies still / drops to the floor as if knocked out / sinks to P
    knees and falls forward / >falls down dead / >dies / >falls to the ground / >faints
sits cross-legged and meditates / meditates on the floor / sits still in meditation / sits on the ground
    with crossed legs / >meditates / >sits in the lotus position
stands still / stands and waits / stands idly / stands in place / waits / stands idle, breathing calmly
    / >does nothing / >stands there / >stands around / >stays where they are
shifts P weight from one leg to the other / shifts from foot to foot / >shifts P weight / >sways from
    leg to leg
crosses P arms / folds P arms / folds both arms in front of P chest / stands with P arms crossed /
    stands with crossed arms / >stands with folded arms / >puts P arms across P chest / >keeps P arms
    crossed
stands with hands on hips / puts P hands on P hips / places both hands on P hips / rests P hands on P
    waist / stands akimbo / >puts both hands on P hips / >has P hands on P hips
puts P S hand on P hip / places the S hand on the hip / rests P S hand on P hip and waits / >stands with
    P S hand on P hip
stands with P hands behind P back / clasps P hands behind P back / holds both hands behind the back /
    puts P hands behind P back / >has P hands behind P back
makes a t-pose / spreads both arms wide and lowers them / holds P arms straight out to the sides /
    stretches both arms out to the sides / raises both arms sideways to shoulder height / lifts both
    arms out to the sides until they are level / >holds P arms out to the sides / >stands in a t-pose /
    >spreads P arms / >stands with arms out like an airplane
stands at attention and salutes / salutes / gives a military salute / stands upright and salutes /
    raises a hand to P brow and salutes / >salutes like a soldier / >does a salute
raises P S * / lifts P S *
raises both * / lifts both *
performs * / does *
jogs * / >runs *
leaps * / jumps *
sprints * / dashes *
places P * / puts P *
)";
}

}  // namespace im
