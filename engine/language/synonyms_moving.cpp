// Over 450 lines, for it is one table: what to do about a word is looked for in one place.
#include "engine/language/synonym_table.h"

namespace im {

std::string_view moving_synonyms() {
    return R"(
walks forward / walks ahead / strolls forward / walks straight ahead / moves forward at a walk / takes
    several steps forward / >goes forward on foot / >walks / >walks on ahead / >takes a walk / >goes for
    a walk / >goes for a stroll / >puts one foot in front of the other / >walks along / >walks on /
    >does a walk / >performs a walk / >has a walk / >sets off walking / >ambles along / >steps forward
    again and again / >heads straight on at a walk / >keeps walking ahead / >goes forward step by step /
    >moves ahead on foot / >takes a few paces forward / >walks towards something in front / >makes P way
    forward
walks in a straight line / >walks straight / >walks along a straight line / >walks straight ahead /
    walks straight forward / >walks dead straight / >walks on in a straight line / >walks straight on /
    >goes straight ahead at a walk / >keeps to a straight line while walking / >strolls in a straight
    line / >walks ahead without turning / >walks ahead without veering off / >walks as if along a line
    on the floor
walks forward * / walks ahead * / strolls ahead * / strolls forward * / >goes forward * / >moves ahead
    on foot * / >steps forward * / >takes a walk forward *
walks * / strolls * / >goes walking * / >takes a walk * / >goes for a walk * / >goes for a stroll *
walks forward and to the S / walks diagonally to the S / strolls at an angle to the S / walks forward
    drifting to P S / >walks diagonally forward to the S / >walks at a diagonal to the S / >walks ahead
    and S / >walks forward, drifting S / >goes diagonally S on foot / >walks diagonally ahead to the S /
    >veers off to the S while walking / >walks at an angle to P S / >walks slantwise to the S / >walks
    forward at a S diagonal / >walks off to the front S / >moves diagonally forward to the S / >heads
    diagonally to the S
walks and turns to the S / turns S while walking / walks forward and turns S / walks ahead, then makes a
    S turn / walks forward and takes a turn to P S / walks forward and makes a S turn / >walks, turning
    S / >walks round a S corner / >walks and goes S / walks forward, then turns S / walks forward, turns
    to the S and continues / walks forward and takes a S turn / >walks ahead and hangs a S / >walks and
    then takes a S / >takes a S while walking / >changes direction to the S while walking / >rounds a S
    hand corner on foot / >walks on and turns off to the S / >turns the corner to P S / >walks a bit and
    turns S / >walks forward and swings round to the S / >makes a S hand turn while walking / >goes
    forward, then S / >walks up to a corner and goes S
walks backwards / steps backwards / backs away / moves backwards step by step / walks backward / >walks
    in reverse / >goes backwards / >backs up / >moves backwards on foot / >walks backwards step by step
    / >goes back step by step / >moves backwards one foot after the other / >takes several steps back /
    >retreats step by step / >steps back again and again / >reverses on foot / >backpedals at a walk /
    >keeps stepping back / >walks back without turning round / >walks rearwards / >backs off / >backs
    away from something
walks backward in a straight line / >walks straight back / >walks straight backwards / walks backwards
    in a straight line / >backs up in a straight line / >retreats in a straight line / >goes straight
    backwards / >moves straight back on foot
walks in a circle / walks around in a circle / >walks in circles / >goes around in a circle / >goes
    round in a circle / >walks a circle / >circles around on foot / >walks round and round / walks in a
    full circle / walks along a circle / walks in a circular path / walks around in circles / >does a
    lap in a circle / >walks a full circle / >walks round in a ring / >paces in a circle / >makes a
    circle while walking / >strolls round in a circle / >walks a loop / >walks in a loop / >goes around
    in a ring on foot / >follows a circular path / >walks around an imaginary circle / >traces a circle
    on the floor by walking / >walks a round / >walks around a point in a circle / >circles on foot
walks counterclockwise in a circle / walks in a counterclockwise circle / >walks in a circle
    counterclockwise / walks in an anticlockwise circle / walks around in a counterclockwise circle /
    >circles counterclockwise on foot / >walks round anticlockwise / >goes counterclockwise round a
    circle / >walks a counterclockwise circle / >does a counterclockwise lap / >goes around
    anticlockwise on foot / >walks in a circle to the left / >walks in a circle, always turning left /
    >circles to the left on foot
walks clockwise in a circle / walks in a clockwise circle / >walks in a circle clockwise / walks around
    in a clockwise circle / >circles clockwise on foot / >walks round clockwise / >goes clockwise round
    a circle / >walks a clockwise circle / >does a clockwise lap / >goes around clockwise on foot /
    >walks around like the hands of a clock / >walks in a circle to the right / >walks in a circle,
    always turning right / >circles to the right on foot
walks around in a circle, turning S / walks in a circle to the S / >goes round in a circle to the S /
    >walks in a S hand circle / walks in a full circle to the S / walks in a circle, curving to the S /
    walks in a circle towards the S / walks to the S in a circle / >walks a circle to the S / >circles
    to the S on foot / >does a lap in a circle to the S / >walks round in circles, always turning S /
    >keeps turning S while walking in a circle / >walks in a ring to the S / >loops around to the S on
    foot / >walks in a loop to the S / >circles round to P S / >walks a full S hand circle / >goes
    around in a S turning circle
walks in a curve to the S / walks along an arc to the S / walks around in a wide S curve / walks in an
    arc to the S / >curves to the S while walking / >takes a wide S turn while walking / walks along a
    curve to the S / walks forward, curving to the S / walks forward and curves S / >walks on a curved
    path to the S / >bends off to the S while walking / >walks a S hand curve / >walks in a long bend to
    the S / >veers S while walking / >follows a bend to the S / >arcs off to the S on foot / >walks in a
    sweeping curve to the S / >curves off S as if round a bend / >bears S while walking / >describes an
    arc to the S on foot
walks counterclockwise along a curve / >walks along a curve counterclockwise
walks clockwise along a curve / >walks along a curve clockwise
walks in an s curve / walks in a wavy line / walks along a winding path / walks in a zigzag / weaves
    from side to side while walking / walks in an s shape / >zigzags forward / >walks in a snaking line
    / >snakes along / >walks a letter s / >walks in an s / >walks an s shaped path / >snakes forward /
    >walks along a snaking path / >winds P way forward / >meanders forward / >curves one way and then
    the other while walking / >walks in s curves / >weaves along / >swerves from side to side while
    walking / >slaloms forward / >walks like a snake moves / walks in a snake-like path / walks in a
    slalom / walks along a wavy path / walks forward, weaving from side to side / >walks in waves /
    >walks in winding curves / >follows a twisting path / >meanders along / >weaves around as if between
    poles / >slaloms along on foot / >walks as if round a row of cones / >snakes P way forward /
    >wanders along in curves / walks in a zigzag line / walks in a zigzag pattern / walks along a zigzag
    path / walks forward in a zigzag / walks forward, zigzagging / >zigzags on foot / >goes zigzag /
    >walks zigzag / >walks a zigzag / >cuts from side to side while walking / >zigzags along / >goes
    forward in sharp zigzags
walks forward and stops / walks ahead, then stops / walks up and stops / walks forward and then stands
    still / stops walking and stands / walks a few steps and comes to a stop / walks, halts and stands
    in place / >walks then stops / >walks forward and comes to a halt / >walks and stops / walks, then
    stops and stands still / walks ahead and comes to a halt / walks forward, then stands still / walks
    and then stops / walks a few steps and stops / >walks and comes to a standstill / >walks up to a
    point and stops there / >walks, then halts / >walks on and stops short / >walks forward before
    stopping / >takes some steps and stands still / >stops after walking a bit / >comes to a stop after
    walking / >walks in and stops / >ends the walk standing
walks with P arms crossed / walks with arms crossed over P chest / walks forward with folded arms /
    walks ahead keeping P arms crossed / strolls ahead, arms folded / >walks with folded arms / >walks
    arms crossed / >crosses P arms while walking / >walks with P arms folded / >keeps both arms folded
    while walking / >goes along with arms crossed / >walks along, arms across P chest / >has P arms
    crossed while walking / >strolls with folded arms / >walks with both arms crossed in front of P
    chest / >paces with P arms crossed / >walks, arms folded
walks with P hands behind P back / walks ahead holding P hands behind P back / strolls with P arms
    behind P back / walks forward with hands clasped behind the back / paces forward, hands behind the
    back / >keeps P hands behind P back while walking / >walks, hands behind the back / >strolls along
    with P hands clasped behind / >paces with hands behind the back / >walks like a professor, hands
    behind P back / >keeps both hands behind the back while walking / >walks with P arms held behind /
    >walks holding one hand in the other behind P back / >has P hands behind P back while walking
walks with P hands behind P head / walks forward with both hands on the back of P head / strolls ahead
    with hands behind the head / walks with elbows out and hands behind P head / >holds P hands behind P
    head while walking / >walks, hands behind the head / >walks with P hands clasped behind P head /
    >puts P hands behind P head and walks / >walks as if under arrest, hands behind P head / >has both
    hands behind the head while walking / >walks with both hands at the back of the head / >strolls
    along with P fingers laced behind P head
walks with hands on hips / walks ahead, hands on hips / walks forward with P hands on P hips / strolls
    ahead with P hands on P hips / walks with both hands on P waist / >keeps P hands on P hips while
    walking / >walks with arms akimbo / >walks, hands on hips / >walks with P arms akimbo / >has both
    hands on the hips while walking / >struts ahead with hands on hips / >puts P hands on P hips and
    walks / >walks, hands at the waist / >goes along with both hands on the hips / >walks with elbows
    out and hands on P waist
walks and looks around / strolls forward and looks about / looks from side to side while walking / walks
    ahead, turning P head to both sides / >looks around while walking / >walks looking around / >walks
    while looking around / >strolls along and takes a look around / >walks and turns P head this way and
    that / >walks, checking both sides / >looks about while strolling / >scans the surroundings while
    walking / >walks as if looking for someone / >looks all around while walking / >walks like a tourist
    looking at things / >glances around while walking
walks while talking on the phone / walks forward and talks on the phone / >talks on the phone while
    walking / >walks while making a phone call / walks with a phone at P ear / >is on the phone while
    walking / >walks along, talking into a phone / >takes a call while walking / >has a phone call on
    the go / >chats on the phone and walks / >makes a call while walking / >walks on the phone / >walks
    with a mobile phone to P ear / >strolls along on a phone call / >holds a phone to P ear and walks
walks with a phone at P S ear / strolls ahead with a phone to the S ear / talks on a phone held in P S
    hand while walking / >walks with a phone in P S hand / >walks, phone to P S ear / >holds a phone to
    P S ear while walking / >talks on the phone in P S hand and walks / >walks with a mobile at the S
    ear / >takes a call with P S hand while walking / >walks with P S hand holding a phone at the ear
lifts P S arm while walking / walks and raises P S hand / walks with P S arm raised / walks ahead
    holding P S arm up high / walks forward with the S hand up / raises P S arm and lowers it while
    walking / >raises P S hand while walking / >walks with P S hand in the air / >puts P S hand up while
    walking / walks while raising P S hand / walks and raises P S arm / >walks with the S arm in the air
    / >sticks P S arm up while walking / >keeps P S arm up while walking / >puts the S arm up and keeps
    walking / >holds P S hand high while walking / >walks, S arm raised / >walks on with a raised S hand
    / >lifts the S hand on the go / >raises P S arm as if asking to speak while walking
walks and waves with P S hand / waves with P S hand while walking / walks forward, waving P S hand /
    strolls ahead and waves with the S arm / walks along waving to someone with P S hand / >waves P S
    hand while walking / walks while waving P S hand / >walks waving with P S hand / walks and waves P S
    hand / >strolls past, waving P S hand / >walks by and waves with the S hand / >walks, waving with P
    S arm / >gives a wave with P S hand while walking / >says hello with P S hand while walking / >waves
    to people with P S hand on the go / >keeps walking and waves the S hand / >greets someone with P S
    hand while walking / >walks with P S hand waving / >waves P S arm and walks on
runs forward / runs ahead / runs straight ahead / jogs forward / goes for a run ahead / >runs / >goes
    running / >goes for a run / >jogs along / >goes for a jog / >runs along / >takes a run / >does a run
    / >jogs ahead / >goes at a run / >runs on / >breaks into a run / >goes running straight ahead /
    >moves forward at a run / >moves ahead at a jog / >trots forward / >trots ahead / >is out for a run
    / >picks up P feet and runs / >goes forward at a running pace
jogs in a straight line / runs in a straight line / >jogs straight ahead / >runs straight / >trots in a
    straight line / >runs straight on / >jogs straight on / >goes jogging straight ahead / >keeps to a
    straight line while running / >jogs without turning / >runs dead straight
sprints forward / races forward / dashes forward / runs forward at full speed / sprints straight ahead /
    >sprints / >runs as fast as possible / >rushes forward / >runs very fast / >sprints off / >sprints
    ahead / >does a sprint / >runs flat out / >runs at top speed / >runs full tilt / >goes full speed
    ahead / >runs for P life / >bolts forward / >tears along / >dashes off / >charges ahead / >hurtles
    forward / >takes off at a sprint / >runs like crazy / >runs like the wind / >goes all out in a
    sprint / >breaks into a sprint / >gallops ahead at full speed
jogs in place / runs in place / jogs on the spot / runs on the spot / >runs without moving forward /
    jogs without moving forward / runs in one place / jogs in one place / >jogs where the feet are /
    >does a running motion on the spot / >runs without going anywhere / >jogs without getting anywhere /
    >runs on an imaginary treadmill / >runs like on a treadmill / >does a run cycle in place / >keeps
    running on the spot / >warms up by jogging in place / >runs stationary / >does stationary running /
    >stays in one spot while jogging
marches in place / marches on the spot / marches without moving forward / steps in place, lifting P
    knees / steps in place with high knees / lifts P knees high while stepping in place / >steps on the
    spot with high knees / >marches on one spot / >walks in place / >does a march in place / >marches
    like a soldier on the spot / >does a walk cycle in place / >treads on the spot / >walks without
    going anywhere / >walks like on a treadmill / >steps in place without going forward / >lifts P feet
    in turn without moving away / >does stationary marching / >keeps marching on one spot / >walks as if
    on a treadmill
tiptoes forward / walks on P toes / walks on tiptoe / tiptoes ahead quietly / sneaks forward on tiptoes
    / walks forward on the balls of P feet / >tiptoes / >goes on tiptoe / >goes tippy-toe / >walks on
    tippy-toes / >walks on P tiptoes / >tiptoes along / >walks on the tips of P toes / >walks with P
    heels off the floor / >lifts P heels and walks on P toes / >keeps off P heels while walking / >walks
    up on P toes / >tiptoes as if not to wake anyone / >creeps ahead on tiptoe / >pads along on tiptoe /
    >goes forward on the tips of the toes / >steps ahead on P toes
sneaks forward / creeps forward quietly / walks stealthily / creeps ahead with bent knees / walks
    forward while crouching / moves forward crouched down / >sneaks / >sneaks along / >creeps along /
    >walks crouched / >does a sneak / >does a sneaky walk / >does a stealth walk / >walks low to the
    ground / >walks in a crouch / sneaks in a crouch / walks crouched down / >prowls forward / >prowls
    ahead / >goes forward in stealth mode / >keeps low while walking / >walks bent low as if hiding /
    >stalks forward / >sneaks up on someone / >creeps along like a burglar / >walks stooped low / >moves
    forward ducking down / >walks like a thief in the night
limps / walks with a limp / >hobbles / >limps along / >walks limping / >walks lame / >has a limp /
    >drags a leg while walking / >walks with a bad leg / >walks as if one leg hurts / >hobbles along /
    >moves with a limp / >limps ahead / >limps forward / >walks unevenly as if injured / >favors one leg
    while walking / >walks as if with a sprained ankle
walks as if P S leg is hurt / hobbles forward on an injured S leg / limps on P S leg / limps with P S
    leg / limps forward, favoring P S leg / limps because of a bad S leg / >drags P S leg / >walks with
    a bad S leg / >hobbles with P S leg hurt / >goes easy on P S leg / >limps as if P S foot hurt /
    >walks with a limp in P S leg / >hobbles along on a sore S leg
walks like a zombie / staggers forward like a zombie / shuffles ahead with arms held out / >does a
    zombie walk / >moves like a zombie / shuffles like a zombie / >does the zombie walk / >does a zombie
    shuffle / >walks like the undead / >lurches forward like a zombie / >acts like a zombie and walks /
    >staggers along, arms stretched out in front / >walks with arms out like a zombie / >moves like the
    walking dead / >plays a zombie / >drags along with both arms held out in front
crawls forward on hands and knees / moves forward on all fours / crawls along the ground / >crawls /
    >crawls on the floor / >goes on all fours / >crawls ahead / >crawls along / >crawls like a baby /
    >goes forward on hands and knees / >gets about on all fours / >does a crawl / >creeps along the
    floor on hands and knees / >moves along the ground on hands and feet / >walks on all fours / >crawls
    across the floor / >crawls like an animal
walks over uneven ground / steps up and down over rough terrain / walks over obstacles, lifting P feet /
    >walks on rough ground / >steps over things / >walks over bumpy ground / >picks P way over rough
    ground / >steps over obstacles on the way / >walks across rocky terrain / >goes over bumps and
    stones / >climbs over things on the ground / >walks over rubble / >steps high over stuff on the
    floor
stumbles forward / staggers forward a few steps / trips forward and regains P footing / trips and
    catches P balance / stumbles and almost falls / >trips / >stumbles / >loses P footing / >trips over
    something / >loses P balance for a moment / >trips over P own feet / >missteps and stumbles /
    >catches P foot and stumbles / >stumbles but does not fall / >trips up / >lurches forward as if
    tripping / >staggers and finds P footing again / loses P balance, stumbles forward and recovers
climbs three steps / walks up three steps / goes up three steps / >steps up three stairs
climbs the stairs / goes up the stairs / walks up some steps / steps up a few stairs / >walks upstairs /
    >goes upstairs / >climbs stairs / >walks up the stairs / >steps up the stairs /
    >walks up a flight of stairs / >goes up some steps / >goes upstairs step by step / >mounts the
    stairs / >takes the stairs up / >heads up the stairs / >climbs up the steps / >ascends the stairs /
    >climbs some stairs / >goes up a staircase / >walks up a staircase / >steps up stair by stair
descends the stairs / goes down the stairs / walks down some steps / steps down a few stairs / >walks
    downstairs / >goes downstairs / >walks down the stairs / >comes down the stairs / >walks down a
    flight of stairs / >goes down some steps / >goes downstairs step by step / >takes the stairs down /
    >heads down the stairs / >climbs down the steps / >comes down some stairs / >goes down a staircase /
    >walks down a staircase / >steps down stair by stair
climbs a ladder / goes up a ladder rung by rung / climbs up / climbs upwards, holding on with both hands
    / >goes up a ladder / climbs up a ladder / >climbs up a wall / >goes climbing / >scrambles up /
    >pulls P body up, hand over hand / >climbs up hand over hand / >makes P way up a ladder / >climbs up
    something / >climbs higher with hands and feet / climbs up with hands and feet / climbs up onto a
    climbing frame / >climbs up a frame / >gets up on something with hands and feet
comes down a ladder / descends a ladder step by step / climbs down / comes down from a climbing frame /
    climbs down a ladder / >goes down a ladder / >climbs back down / >climbs down something / >makes P
    way down a ladder / >lowers P body down, hand under hand / >comes climbing down / >goes down rung by
    rung / climbs down from a frame / >gets down from something with hands and feet
takes # steps forward / moves forward # steps / >walks # steps forward / >goes # steps forward / >steps
    forward # times / >makes # steps forward / >steps # paces forward / >goes forward by # steps /
    >walks ahead # steps / >takes # paces forward / >walks # paces forward / >does # steps to the front
    / >goes # steps ahead / >walks forward for # steps / >takes # steps ahead
takes one step forward and stops / steps forward / takes a step forward / moves forward one step /
    >makes a step forward / >steps ahead / >makes one step forward / >takes a single step forward /
    >does one step ahead / >steps up / >takes a pace forward / >takes a step to the front / >puts a foot
    forward and steps up / >steps forward once / >goes one step ahead / >moves up a step / >takes a step
    ahead / steps ahead and stands still
takes # steps back / moves back # steps / takes # steps backwards and stops / >walks # steps back /
    >goes back # steps / >steps # paces back / >goes backwards # steps / >takes # paces back / >walks
    backwards # steps / >walks backwards for # steps / >backs up # steps / >makes # steps backwards /
    >does # steps backwards
takes a step back / steps back / moves back one step / takes one step backwards and stops / >steps
    backwards once / >makes a step back / >takes a single step back / >moves one step backwards / >steps
    back once / >backs up a step / >takes a pace back / >does one step backwards / >goes back a step /
    >backs off by one step / >steps away backwards
steps sideways to the S / sidesteps to the S / moves sideways to the S / shuffles sideways to P S /
    steps to P S / walks sideways to the S / >sidesteps S / >goes sideways to the S / moves to the S
    sideways / sidesteps to P S / >steps off to the S / >shuffles S / >shuffles sideways to the S /
    >goes S sideways / >moves over to the S / >takes side steps to the S / >goes sideways to P S /
    >moves crabwise to the S / >walks like a crab to the S / >strafes S / >strafes to the S / >does side
    steps to the S / >shifts over to the S with sideways steps / >scoots over to the S / >steps across
    to the S / >slides over to the S
takes # side steps to the S / takes # steps to the S / >sidesteps # times to the S / >moves # steps to
    the S / >makes # side steps to the S / takes # steps sideways to the S / >does # side steps to the S
    / >goes # steps sideways to the S / >takes # sideways steps to the S / >shuffles # steps to the S /
    >moves sideways # steps to the S / >steps # times to the S / >moves over # steps to the S / >strafes
    # steps S
takes one step to the S / takes a side step to the S / >steps once to the S / takes one side step to the
    S / steps to the S once / >takes a single step to the S / >makes one step to the S / >steps across
    to the S once / >takes a sideways step to the S / >moves one step to the S / >does one side step to
    the S / >takes a step to P S / >takes one step sideways to the S
turns around / turns 180 degrees / turns around in place to face the other way / >turns round / >spins
    round to face the other way / >rotates 180 degrees / >does a 180 / >faces the other way / makes a
    half turn / >does an about turn / turns to face the other way / turns around on the spot / turns
    around in place / >does a 180 turn / >does an about-face / >does a half turn / >makes an about turn
    / >does a one-eighty / >pivots 180 degrees / >faces about / >faces the opposite way / >faces
    backwards / >turns to look behind / >turns P back / >turns to face the opposite direction / >swivels
    round to face the other way / >flips around to face the other way / >rotates by 180 degrees / >turns
    halfway around / >turns half a circle / >turns P whole body around / >spins round halfway /
    >reverses P facing / >turns the other way / >swings round to face backwards / >wheels around
makes a half turn to the S / turns P back by turning S / turns 180 degrees to the S / turns around to
    the S / >rotates 180 degrees to the S / >turns S to face the other way / turns one hundred and
    eighty degrees to the S / turns halfway around to the S / >does a 180 to the S / >does a half turn
    to the S / >does an about-face to the S / >pivots 180 degrees to the S / >rotates S by 180 degrees /
    >turns S by 180 degrees / >turns S until facing the other way / >spins halfway round to the S /
    >turns around via the S / >makes a 180 degree turn to the S / >swivels 180 degrees S / >makes an
    about turn to the S / >rotates half a turn to the S
turns S / turns to the S in place / stands and turns P body to the S / turns to P S with small steps /
    steps around to face S / >turns to the S / >makes a S turn on the spot / >faces S / >rotates to the
    S / >turns to P S / turns to the S on the spot / turns P body to the S / turns to the S with small
    steps / >turns to face S / >swivels to the S / >pivots S / >pivots to the S / >pivots on the spot to
    the S / >rotates S / >swings round to the S / >turns S on the spot / >does a S turn / >shifts P feet
    and turns S / >turns P whole body to the S / >moves P feet around to face S / >shuffles round to the
    S / >turns to look S / >makes a turn to the S in place / >swivels P body S / >turns where P feet are
    to the S / >does a turn to the S / >goes from facing front to facing S / >changes to face the S /
    >stands and rotates to the S
turns 90 degrees to the S / makes a quarter turn to the S / >rotates 90 degrees to the S / turns S by 90
    degrees / >turns 90 degrees S / turns ninety degrees to the S / does a quarter turn S / makes a 90
    degree turn to the S / >does a 90 to the S / >does a 90 degree turn to the S / >does a quarter turn
    to the S / >makes a S quarter turn / >pivots 90 degrees S / >pivots 90 degrees to the S / >rotates S
    by 90 degrees / >turns a quarter of a circle to the S / >turns a quarter of the way around to the S
    / >takes a quarter turn S / >swivels 90 degrees to the S / >turns to face S, a quarter turn /
    >rotates a quarter turn to the S / >faces S after a quarter turn / >spins 90 degrees to the S /
    >turns P body by 90 degrees to the S
spins around / spins in place / >spins round / >twirls around / turns in a circle on the spot / >whirls
    around / >turns on the spot all the way / >turns like a spinning top / >spins like a top / >does a
    spin / >does a twirl / >takes a spin / >twirls on the spot / >pirouettes / >rotates on the spot /
    >revolves on the spot / >goes round and round on the spot / >turns P body round and round / >rotates
    in place / >whirls round on the spot / >twirls in place
spins to the S / >spins around to the S / >turns round and round to the S / >spins S / >twirls to the S
    / >rotates on the spot to the S / >whirls to the S / >spins round S / >does a spin to the S /
    >pirouettes to the S / >twirls around to the S
spins around once / turns in a full circle on the spot / >rotates 360 degrees / makes a full turn /
    turns 360 degrees / makes a full turn on the spot / does a full turn / >does a 360 / >does a full
    rotation / >does one full spin / >turns a full circle / >turns all the way around / >makes one
    complete turn / >does a complete rotation on the spot / >rotates once / >rotates fully once / >spins
    360 degrees / >spins in a full circle / >goes once around on the spot / >twirls around once / >turns
    around once completely / >makes one revolution / >makes a complete circle on the spot / >pivots all
    the way around / >does a full 360 / >does a three-sixty / >does a pirouette / >spins round one time
    / >whirls around once
spins once to the S / turns all the way around to the S / >does a full spin to the S / turns 360 degrees
    to the S / makes a full turn to the S / rotates once on the spot to the S / >does a 360 to the S /
    >does a full spin S / >rotates 360 degrees to the S / >does a full rotation to the S / >makes a
    complete turn to the S / >spins around once to the S / >spins 360 degrees S / >turns a full circle
    to the S / >twirls around once to the S / >does one full turn S / >goes once around to the S on the
    spot / >turns S by 360 degrees / >makes one S hand spin / >pivots all the way around to the S /
    >turns S in a full circle
turns in a circle N on the spot / turns all the way around N / spins around N / >spins N / >makes a full
    turn N / >turns 360 degrees N / >does a full turn N / >rotates N / >does a 360 N / >spins in place N
    / >twirls around N / >turns a full circle N / >whirls around N / >goes round N on the spot /
    >rotates all the way around N / >does a spin N
rotates N on the spot to the S / spins around N to the S / >turns all the way around to the S N / >spins
    to the S N / >spins around to the S N / >does a 360 to the S N / >twirls N to the S / >makes a full
    turn to the S N / >goes round N to the S
walks around a corner to the S / >rounds a corner to the S / >goes round a S hand corner / >turns a
    corner to the S / >walks ahead, turns the corner and goes S / >takes the corner to the S
walks straight ahead, turns S and keeps going / >walks on, takes a S and carries on / >walks ahead,
    turns S and continues / >goes straight, then S, then on / >walks straight, turns S and walks on
walks forward while veering to the S / >veers to the S while walking forward / >walks on, veering S /
    >drifts off in a curve to the S while walking
walks along a curve / walks in a curve / walks in an arc / walks along a curved path / walks in a curved
    line / >walks an arc / >follows a curve on foot / >walks round a bend / >walks along an arc /
    >follows a curved line / >walks in a bend / >describes an arc while walking / >does not walk
    straight but in a curve
walks forward, curving S and then S / walks in an s curve, first S and then S / walks along a curve to
    the S and then to the S / >walks in a curve to the S, then to the S / >curves S, then S while
    walking / >bends S and then back S on foot / >walks an s shape, S first, then S / >veers to the S
    and then to the S while walking
walks in a half circle / walks in a semicircle / walks along a half circle / walks in half a circle /
    >walks half a circle / >does half a lap in a circle / >walks a semicircle / >walks half way round a
    circle / >walks around in a half loop
walks in a half circle to the S / walks in a semicircle to the S / walks in a half circle, turning S /
    walks along a semicircle to the S / >walks half a circle to the S / >walks round to the S in a half
    circle / >walks a semicircle to P S / >does half a lap to the S
walks there and back / walks forward, turns around and walks back / walks forward, turns around and
    comes back / walks forward, makes a u-turn and comes back / walks away, turns around and returns /
    walks forward, then turns around and goes back / walks ahead, then turns around and walks back /
    walks forward, turns and comes back / walks forward, makes a half turn and returns / >walks out and
    back / >goes there and comes back / >walks off, turns and comes back again / >walks one way, turns
    round and walks the other way / >walks ahead, does a 180 and walks back / >walks away and then
    returns / >walks forward, turns back and returns to the start / >walks forth and back / >walks to a
    point and back again / >makes a return trip on foot / >walks ahead, does an about-turn and returns
walks in a u-turn / walks forward and makes a u-turn / >does a u-turn while walking / >makes a u-turn on
    foot / >walks round in a u / >walks ahead and turns back in a u-turn / >walks a u-turn / >walks in
    the shape of a u
walks in a u-turn to the S / walks forward and makes a u-turn to the S / walks forward, turns around to
    the S and comes back / >makes a u-turn to the S on foot / >walks and does a S u-turn / >turns back
    over P S while walking
walks back and forth / walks to and fro / walks back and forth, turning around each time / walks up and
    down / walks there and back again / >paces back and forth / >paces up and down / >paces / >paces to
    and fro / >walks forth and back again and again / >goes up and down on foot / >paces the room /
    >walks one way and then the other / >keeps walking to and fro / >patrols back and forth / >patrols
walks in a square / walks along a square / walks in a square pattern / walks along the sides of a square
    / >walks a square / >paces out a square / >walks a square path / >walks four sides of a square /
    >follows the outline of a square / >goes around a square on foot
walks in a square to the S / walks in a square, turning S at each corner / >walks a square with S turns
    / >goes round a square, always turning S
walks in a figure eight / walks in a figure 8 / walks along a figure eight / walks in the shape of an
    eight / >walks a figure eight / >does a figure eight on foot / >walks an eight / >makes a figure
    eight while walking / >walks two loops like an eight / >traces an eight on the floor
walks in a small circle / >walks round in a tight circle / >walks in a tight little ring / >makes a
    small circle on foot / >walks a tight circle
walks in a tight circle to the S / walks in a small circle to the S / >walks round tightly to the S /
    >makes a small S hand circle on foot
walks in a large circle / >walks in a big circle / >walks in a wide circle / >walks a wide ring / >does
    a big lap in a circle / >walks round a large circle
walks in a wide circle to the S / walks in a big circle to the S / >does a big lap to the S / >walks a
    large S hand circle
walks forward and turns S 90 degrees / walks forward, then makes a 90 degree turn to the S / walks
    forward and turns 90 degrees to the S / walks forward and makes a quarter turn to the S / >walks
    ahead, then does a 90 to the S / >walks forward and takes a square turn to the S
runs in a circle / runs around in a circle / runs in a full circle / runs along a circle / runs in a
    circular path / runs around in circles / >does a lap at a run / >runs a circle / >runs laps in a
    circle / >runs round in a ring / >jogs round in a circle / >runs in circles / >runs a loop / >jogs a
    circle / >circles around at a run
runs in a circle to the S / runs in a full circle to the S / runs around in a circle, turning S / runs
    in a circle, curving to the S / runs to the S in a circle / runs in a circle towards the S / >runs a
    S hand circle / >jogs round to the S in a circle / >runs laps to the S / >circles to the S at a run
runs in a clockwise circle / runs clockwise in a circle / runs around in a clockwise circle / >does a
    clockwise lap at a run / >runs round clockwise / >runs clockwise laps
runs in a counterclockwise circle / runs counterclockwise in a circle / runs around in a
    counterclockwise circle / runs in an anticlockwise circle / >does a counterclockwise lap at a run /
    >runs round anticlockwise / >runs counterclockwise laps
runs in a curve to the S / runs along a curve to the S / runs in an arc to the S / runs forward, curving
    to the S / runs along an arc to the S / runs forward and curves S / >runs in a bend to the S /
    >curves off S while running / >runs a curve to the S / >follows a bend to the S at a run / >veers
    off S while running
runs in a zigzag / runs in a zigzag line / runs in a zigzag pattern / runs along a zigzag path / runs
    forward in a zigzag / runs forward, zigzagging / >zigzags at a run / >runs zigzag / >cuts from side
    to side while running / >runs as if dodging something
runs forward and turns S / runs forward, then turns S / runs forward and makes a S turn / runs forward
    and takes a S turn / runs around a corner to the S / runs forward, turns to the S and continues /
    >runs and turns S / >takes a S turn at a run / >runs ahead and hangs a S / >turns S while running /
    >rounds a S hand corner at a run / >runs and then goes S / >changes direction to the S while running
runs there and back / runs forward, turns around and runs back / runs forward, turns around and comes
    back / runs away, turns around and returns / jogs ahead, then turns around and jogs back / >runs out
    and back / >runs off, turns round and comes back / >does a shuttle run / >runs ahead, does a 180 and
    runs back / >runs one way and then back again
runs back and forth / runs to and fro / runs up and down / runs there and back again / >does shuttle
    runs / >runs one way and then the other / >keeps running to and fro
runs forward and stops / runs, then stops and stands still / jogs ahead and comes to a halt / runs and
    then stops / >runs and comes to a stop / >runs up and stops / >runs and brakes / >jogs, then halts /
    >stops after a run / >runs, then stands still / >pulls up after running
walks in place / walks on the spot / walks without moving forward / walks in one place / >steps in place
    / >steps on the spot / >takes steps on the spot / >does a walk cycle in place / >walks without going
    anywhere / >walks like on a treadmill / >treads on the spot / >moves P legs as if walking without
    getting anywhere / >walks as if on a treadmill / >stays in one spot while walking / >walks
    stationary / >keeps walking on the spot / >does an in-place walk / >does a walking motion on the
    spot / >performs a walk in place / >walks where the feet are / >goes through the motions of walking
    on the spot
marches in place with high knees / >does high knees in place / >does high knees on the spot / >does high
    knees / >brings P knees up high while stepping in place / >pumps P knees up high on the spot
moves sideways / walks sideways / sidesteps / steps sideways / >goes sideways / >strafes / >steps to the
    side / >shuffles sideways / >walks like a crab / >does side steps / >moves crabwise / >goes sideways
    like a crab
steps sideways to the S N / sidesteps N to the S / >steps to the S N / >moves a step to the S N / >makes
    a side step to the S N / >sidesteps to the S N / >steps over to the S N
turns 45 degrees to the S / turns S by 45 degrees / makes a 45 degree turn to the S / turns forty-five
    degrees to the S / makes an eighth turn to the S / >does a 45 degree turn to the S / >pivots 45
    degrees S / >pivots 45 degrees to the S / >rotates 45 degrees to the S / >rotates S by 45 degrees /
    >does an eighth of a turn to the S / >turns diagonally to the S by 45 degrees / >swivels 45 degrees
    to the S / >turns an eighth of a circle to the S / >turns 45 degrees S / >does a 45 to the S
turns slightly to the S / turns a little to the S / turns a bit S / >turns a bit to the S / >turns a
    little S / >turns slightly S / >rotates a bit to the S / >rotates slightly to the S / >makes a small
    turn to the S / >makes a slight turn S / >pivots a little to the S / >shifts P facing a bit to the S
turns 135 degrees to the S / turns S by 135 degrees / makes a 135 degree turn to the S / turns a hundred
    and thirty-five degrees to the S / >rotates 135 degrees to the S / >pivots 135 degrees to the S /
    >does a 135 degree turn to the S / >rotates S by 135 degrees / >turns 135 degrees S / >swivels 135
    degrees S
turns 270 degrees to the S / makes a three-quarter turn to the S / turns three quarters of the way
    around to the S / turns S by 270 degrees / >does a 270 to the S / >rotates 270 degrees to the S /
    >does a three-quarter turn S / >pivots 270 degrees to the S / >spins 270 degrees to the S / >makes a
    270 degree turn to the S / >turns three quarters of a circle to the S / >rotates S by 270 degrees
turns 540 degrees to the S / spins one and a half times to the S / makes one and a half turns to the S /
    >rotates 540 degrees to the S / >does a 540 to the S / >spins around one and a half times to the S /
    >does one and a half rotations to the S / >turns S by 540 degrees / >makes a turn and a half to the
    S / >goes round one and a half times to the S
turns around one and a half times / >spins around one and a half times / >does one and a half turns /
    >makes a turn and a half / >does a 540 / >rotates one and a half times / >turns 540 degrees / >spins
    540 degrees / >does a full turn and then a half
spins around twice / spins around two times / turns 720 degrees / turns all the way around twice / turns
    in a circle twice on the spot / >makes two full turns / >does two full rotations / >does two spins /
    >spins twice / >does a double spin / >does two 360s / >turns around twice completely / >goes round
    twice on the spot / >rotates twice / >rotates 720 degrees / >spins around a couple of times /
    >twirls around twice / >makes two complete turns / >does two full spins / >does a 720 / >does a 360
    twice / >makes two revolutions / >whirls around twice / >does two twirls
spins twice to the S / turns 720 degrees to the S / makes two full turns to the S / rotates twice on the
    spot to the S / >does two full spins to the S / >spins two times to the S / >does two rotations to
    the S / >spins around twice to the S / >turns S by 720 degrees / >makes two complete turns to the S
    / >rotates 720 degrees to the S / >twirls to the S twice / >does a double spin to the S / >does two
    360s to the S / >goes round twice to the S
walks with short steps / takes short steps forward / walks forward with small steps / takes small steps
    / >walks in little steps / >walks with tiny steps / >makes small steps forward / >goes along in baby
    steps / >takes baby steps / >keeps P steps short while walking / >walks with a short stride
walks with long steps / takes long steps forward / walks forward with big steps / walks with long
    strides / takes big steps / >walks with big strides / >strides along / >strides out / >makes large
    steps forward / >takes giant steps / >lengthens P stride while walking / >walks with a long stride
runs with short steps / jogs with small steps / runs forward with short steps / >runs in little steps /
    >trots with short steps / >runs with a short stride / >runs with tiny steps
runs with long strides / runs with long steps / runs forward with big strides / >bounds along / >runs
    with big steps / >runs with a long stride / >strides out at a run
walks in a circle to the left / >walks counterclockwise in a circle / >walks in a counterclockwise
    circle / >goes around in a counterclockwise circle / >circles counterclockwise on foot
walks in a full circle to the left / >walks in a full counterclockwise circle / >walks a full circle
    counterclockwise
runs in a circle to the left / >runs in a counterclockwise circle / >runs counterclockwise in a circle
spins to the left / >spins counterclockwise / >rotates counterclockwise on the spot / >turns round and
    round counterclockwise
turns 90 degrees to the left / >turns 90 degrees counterclockwise / >rotates 90 degrees counterclockwise
    / >makes a counterclockwise quarter turn
turns 180 degrees to the left / >turns 180 degrees counterclockwise / >rotates 180 degrees
    counterclockwise / >makes a counterclockwise half turn
turns 360 degrees to the left / >turns 360 degrees counterclockwise / >rotates 360 degrees
    counterclockwise / >makes a full counterclockwise turn / >spins once counterclockwise
turns 720 degrees to the left / >turns 720 degrees counterclockwise / >spins twice counterclockwise /
    >makes two full counterclockwise turns
walks in a circle to the right / >walks clockwise in a circle / >walks in a clockwise circle / >goes
    around in a clockwise circle / >circles clockwise on foot
walks in a full circle to the right / >walks in a full clockwise circle / >walks a full circle clockwise
runs in a circle to the right / >runs in a clockwise circle / >runs clockwise in a circle
spins to the right / >spins clockwise / >rotates clockwise on the spot / >turns round and round
    clockwise
turns 90 degrees to the right / >turns 90 degrees clockwise / >rotates 90 degrees clockwise / >makes a
    clockwise quarter turn
turns 180 degrees to the right / >turns 180 degrees clockwise / >rotates 180 degrees clockwise / >makes
    a clockwise half turn
turns 360 degrees to the right / >turns 360 degrees clockwise / >rotates 360 degrees clockwise / >makes
    a full clockwise turn / >spins once clockwise
turns 720 degrees to the right / >turns 720 degrees clockwise / >spins twice clockwise / >makes two full
    clockwise turns
)";
}

}  // namespace im
