"""Sentences written for these tests, with what each states.

`DEVELOPMENT` was used to make the rules, and `EARLIER` to look for what they miss; `FRESH` was written after the last
rule, in the style of news agencies, and measured once: no rule was changed for it.
"""

from __future__ import annotations

DEVELOPMENT: tuple[tuple[str, str], ...] = (
    ("Unless the blockade ends, the harbour will stay mined.", "condition"),
    ("We will not open the bridge until the last gun is gone.", "condition"),
    ("As long as their troops stay on our land there can be no treaty.", "condition"),
    ("If the flights stop, we will suspend the patrols at once.", "condition offer"),
    ("The ministry is ready to resume talks at any time.", "offer"),
    ("Vesland is willing to sign a truce, its envoy said.", "offer"),
    ("We will halt the dam works if water flows again.", "condition offer"),
    ("Ostmark must withdraw its troops from the strip.", "demand"),
    ("The council demands that both sides open the road.", "demand"),
    ("He called on the generals to lay down their arms.", "demand"),
    ("Any ship that crosses the line would face grave consequences.", "threat"),
    ("Our army will strike the launch sites without warning.", "threat"),
    ("The base will be reduced to ashes.", "threat"),
    ("All options are on the table, the president said.", "threat"),
    ("They offered to release the crew in return for the two pilots.", "condition offer"),
    ("Talks can begin only after the sanctions are lifted.", "condition"),
    ("The border stays shut, provided that no convoy is attacked.", "condition"),
    ("The president urged Upland to stop shelling the villages.", "demand"),
    ("We reserve the right to answer by any means.", "threat"),
    ("The foreign minister warned of retaliation for any attack.", "threat"),
    ("You should immediately stop these drills, the statement said.", "demand"),
    ("The committee proposed to freeze both programmes for a year.", "offer"),
    ("The weather was fair and the delegation arrived on time.", ""),
    ("The minister said that the talks had gone well.", ""),
    ("Is the government ready to talk?", ""),
    ("He is not ready to talk to anyone.", ""),
    ("The test was the third this year.", ""),
    ("It must have rained during the night.", ""),
    ("Demand for rice has risen since the spring.", ""),
    ("Nobody has a right to demand the impossible, he joked.", ""),
    ("They asked if the road was open.", ""),
    ("The troops were ready to strike camp before noon.", ""),
    ("Analysts doubt that the offer was ever made.", ""),
    ("The long war had left the harbour in ruins.", ""),
    ("The price of grain will fall next month.", ""),
    ("She will face the press on Monday.", ""),
    ("The statement gave no reason for the delay.", ""),
    ("His visit was longer than planned.", ""),
    ("The agreement was signed in March and published in May.", ""),
    ("The two sides met in a small town near the border.", ""),
    ("So long as the embargo lasts, no inspector will enter the plant.", "condition"),
    ("The pipeline stays closed unless the debt is paid.", "condition"),
    ("If the Council lifts the measures, the republic will return to the treaty.", "condition"),
    ("There will be no summit before the prisoners are home.", "condition"),
    ("We cannot discuss borders until the fighting stops.", "condition"),
    ("The islands can be shared on condition that fishing is free.", "condition"),
    ("We are prepared to scale back the manoeuvres this autumn.", "offer"),
    ("My government stands ready to receive a delegation.", "offer"),
    ("In exchange for fuel, the north would close its reactor.", "condition offer"),
    ("Lowland remains open to talks without preconditions.", "offer"),
    ("We would accept a joint commission under neutral chairs.", "offer"),
    ("The general pledged to withdraw from the two valleys.", "offer"),
    ("The occupiers must leave every village they hold.", "demand"),
    ("The envoy insisted that the fleet go home.", "demand"),
    ("The assembly calls upon the parties to respect the truce.", "demand"),
    ("Washington has to change its hostile course first.", "demand"),
    ("We want nothing less than a full apology.", "demand"),
    ("Those who cross the river will pay a heavy price.", "threat"),
    ("We will not hesitate to use force against intruders.", "threat"),
    ("Their capital would be turned into a sea of fire.", "threat"),
    ("The admiral warned that war would follow any landing.", "threat"),
    ("Our missiles can reach every one of your ports.", "threat"),
    ("Upland must stop the flights, or its airfields will be destroyed.", "demand threat"),
    ("The navy is determined to sink any vessel that enters.", "threat"),
    ("The ambassador read a short statement and left.", ""),
    ("Observers said the parade was smaller than last year's.", ""),
    ("Would they be willing to meet in Geneva?", ""),
    ("The premier was unwilling to comment on the report.", ""),
    ("The troops must have crossed the ridge at night.", ""),
    ("Production of steel fell by a tenth.", ""),
    ("The old bridge was destroyed in the flood of 1931.", ""),
    ("A long line of lorries waited at the crossing.", ""),
    ("He wondered if his brother would call.", ""),
    ("The treaty entered into force in June.", ""),
    ("They were prepared for a long winter.", ""),
    ("The museum is open to visitors on Sundays.", ""),
    ("The minister should arrive at noon.", ""),
    ("The forecast warned of strong winds on the coast.", ""),
    ("Both papers printed the speech in full.", ""),
    ("The vote was put off for a week.", ""),
    ("Exports to the south have doubled since the accord.", ""),
    ("The doctor must see the patients first.", ""),
    ("The ceasefire holds only if observers are let in.", "condition"),
    ("Unless our neighbour reverses course, the reactor restarts in May.", "condition"),
    ("If the raids go on, we shall answer them tenfold.", "condition"),
    ("The convoy will move as soon as the mines are cleared.", "condition"),
    ("No fuel will be delivered until the arrears are settled.", "condition"),
    ("The premier would travel north if an invitation came.", "condition"),
    ("Upland is ready to halt enrichment for six months.", "offer"),
    ("We can reopen the consulate in the spring.", "offer"),
    ("The junta promised to free the journalists.", "offer"),
    ("They are open to a meeting in a neutral city.", "offer"),
    ("The king put a joint patrol on the table.", "offer"),
    ("In return for recognition we would dismantle the towers.", "condition offer"),
    ("Both armies must pull back ten miles.", "demand"),
    ("The speaker demanded the release of the crew.", "demand"),
    ("The bloc urges Ostmark to lift the blockade.", "demand"),
    ("The other side has to abandon this course.", "demand"),
    ("Hand over the fugitives at once.", "demand"),
    ("The regime ought to cease its provocations, he said.", "demand"),
    ("Intruders will be shot down.", "threat"),
    ("Our forces shall retaliate for every shell.", "threat"),
    ("The aggressor will suffer a crushing response.", "threat"),
    ("The marshal said the enemy would regret it.", "threat"),
    ("There will be a storm that they cannot imagine.", "threat"),
    ("Vesland reserves the right to close the strait.", "threat"),
    ("The report runs to ninety pages.", ""),
    ("Nobody knew if the train would come.", ""),
    ("The actors were ready to go on stage.", ""),
    ("Will the two leaders shake hands?", ""),
    ("The chancellor declined to say whether talks were planned.", ""),
    ("Farmers must take their cattle to the hills each summer.", ""),
    ("The strike at the docks ended on Friday.", ""),
    ("Prices may rise before the harvest.", ""),
    ("The envoy recalled that an offer had once been made.", ""),
    ("A crowd had gathered before the embassy.", ""),
    ("The rules should change little in practice.", ""),
    ("The city was rebuilt after the siege.", ""),
    ("He was open about his doubts.", ""),
    ("She will bear her loss with patience.", ""),
    ("The lake is as long as it is wide.", ""),
    ("The talks took three hours.", ""),
    ("Without security guarantees there will be no disarmament.", "condition"),
    ("There will be no truce without guarantees for the fishermen.", "condition"),
    ("Without the bridge the convoy cannot cross, the major said.", "condition"),
    ("We call for the immediate release of the two engineers.", "demand"),
    ("The bloc called for a full and unconditional withdrawal from the strip.", "demand"),
    ("Should the drills go ahead, the republic would leave the accord.", "condition"),
    ("The fleet will sail should the strait be mined.", "condition"),
    ("In the event of an attack, the alliance would act together.", "condition"),
    ("The alliance will meet in case of an emergency.", "condition"),
    ("Without doubt, there will be no rain tomorrow.", ""),
    ("Without a coat he went out into the storm.", ""),
    ("The plan calls for patience.", ""),
    ("She called for a taxi after the talks.", ""),
    ("Should we go, he asked.", ""),
)

EARLIER: tuple[tuple[str, str], ...] = (
    ("We will lift the siege if the hostages walk free.", "condition offer"),
    ("Unless a date is set, the monitors go home.", "condition"),
    ("The court will not rule until both briefs are in.", "condition"),
    ("As long as the guns are silent, the market stays open.", "condition"),
    ("Aid flows only when the registers are shown.", "condition"),
    ("If Ostmark signs, Vesland will follow.", "condition"),
    ("Should they attack, we are lost.", "condition"),
    ("Lowland is willing to discuss water rights.", "offer"),
    ("Our government would agree to a neutral judge.", "offer"),
    ("The rebels offered to release forty men.", "offer"),
    ("The republic is prepared to negotiate without delay.", "offer"),
    ("We propose a meeting at the lake.", "offer"),
    ("The islanders proposed to suspend the survey in exchange for a fishing quota.", "condition offer"),
    ("The garrison must withdraw by Friday.", "demand"),
    ("Upland has to accept the ruling.", "demand"),
    ("The union insists that the law be repealed.", "demand"),
    ("The pope urged the leaders to end the bloodshed.", "demand"),
    ("She called on Ostmark to respect the line.", "demand"),
    ("Stop the war now.", "demand"),
    ("The invaders will pay dearly.", "threat"),
    ("We shall respond mercilessly to any incursion.", "threat"),
    ("Every bridge will be destroyed.", "threat"),
    ("Any blockade would be met with force, the admiral said.", "threat"),
    ("Let them come and see what happens.", "threat"),
    ("The ministry warned of serious consequences.", "threat"),
    ("The ferry leaves at seven unless it snows.", "condition"),
    ("Visitors must show a pass at the gate.", ""),
    ("The choir is ready to sing.", ""),
    ("I doubt if anyone would notice.", ""),
    ("The road is as long as the river.", ""),
    ("Demand will face a slow winter.", ""),
    ("The price will be announced on Tuesday.", ""),
    ("The doors should open at nine.", ""),
    ("They were willing listeners.", ""),
    ("The judge called on the next witness.", ""),
    ("The offer expired in June.", ""),
    ("A strike by pilots will end on Sunday.", ""),
    ("He promised his mother a letter.", ""),
    ("It was agreed that the text would be published.", ""),
    ("The fleet returned to port.", ""),
    ("We will return to this question below.", ""),
    ("Who must leave first?", ""),
    ("The students demand more from their teachers each year.", ""),
    ("The union's threat of a walkout was dropped.", ""),
)

FRESH: tuple[tuple[str, str], ...] = (
    (
        "Vesland's foreign ministry said on Tuesday it would rejoin the inspections regime once the Council restores "
        "its seat, according to a statement carried by the state news agency.",
        "condition offer",
    ),
    (
        "Speaking to reporters after a cabinet meeting, Premier Olt said no gas would flow through the southern line "
        "until the arrears had been paid in full.",
        "condition",
    ),
    (
        "“Our side is prepared to discuss a phased pullback, but only after the shelling of civilian areas has "
        "stopped,” the chief negotiator told a news conference in Geneva.",
        "condition offer",
    ),
    (
        "The two ministers shook hands for the cameras before going into a second round of talks behind closed doors.",
        "",
    ),
    (
        "Ostmark's envoy to the United Nations demanded that the flights be halted at once, calling them a flagrant "
        "violation of the armistice.",
        "demand",
    ),
    (
        "“Any vessel found inside the exclusion zone will be treated as hostile,” the navy said in a notice "
        "to mariners issued late on Friday.",
        "threat",
    ),
    (
        "Officials in the capital played down reports that the ceasefire line had shifted overnight, saying the "
        "situation remained calm.",
        "",
    ),
    (
        "The leader warned in his annual address that his country would respond with overwhelming force to any attempt "
        "to enforce the naval blockade.",
        "threat",
    ),
    (
        "Without a written commitment to lift the embargo, the delegation will not return to the negotiating table, "
        "a person close to the talks said.",
        "condition",
    ),
    (
        "The rebel alliance said it was ready to hand over captured officers in exchange for safe passage out of the "
        "besieged town.",
        "condition offer",
    ),
    (
        "Analysts said the parade, the largest in five years, showed that the army had kept up its spending despite a "
        "shrinking economy.",
        "",
    ),
    (
        "In a joint communique, the seven governments called for an immediate end to hostilities and urged both sides "
        "to return to the 2029 framework.",
        "demand",
    ),
    (
        "Should the upper house reject the accord, the ministry will have no choice but to reopen the plant, its "
        "spokesman said.",
        "condition",
    ),
    (
        "The central bank kept its main rate unchanged on Thursday and said inflation would fall towards its target "
        "next year.",
        "",
    ),
    (
        "“We want to see every last soldier out of the valley,” the president said, adding that nothing less "
        "would be acceptable to his people.",
        "demand",
    ),
    (
        "Upland offered on Sunday to suspend work on the dam for ninety days while engineers from both countries "
        "study the flow of the river.",
        "offer",
    ),
    (
        "The ministry declined to say whether the missile, fired shortly after dawn, had been tested under the new "
        "programme.",
        "",
    ),
    (
        "If the sanctions bill is signed into law, Vesland will regard the agreement as null and void, the speaker of "
        "its parliament said.",
        "condition",
    ),
    (
        "The general staff vowed merciless retaliation for the killing of two border guards, state television "
        "reported.",
        "threat",
    ),
    (
        "Negotiators said they hoped to finish the text by the weekend, although differences over fishing rights "
        "persisted.",
        "",
    ),
    (
        "Lowland must dismantle the launchers it has placed along the canal, the alliance's secretary-general said "
        "after a meeting of ambassadors.",
        "demand",
    ),
    (
        "The prime minister said she was willing to meet her counterpart anywhere and at any time, with no conditions "
        "attached.",
        "offer",
    ),
    (
        "Aid workers called for volunteers after the storm left without warning and flooded the eastern suburbs.",
        "",
    ),
    (
        "“So long as foreign bombers circle our islands, there can be no question of disarmament,” the party "
        "daily wrote in a commentary.",
        "condition",
    ),
    (
        "A senior official said the government was considering its options and would announce a decision in due "
        "course.",
        "",
    ),
    (
        "The commander of the coast guard said crews had been told to open fire on drones that come within a mile of "
        "the rigs.",
        "threat",
    ),
    (
        "Turnout was low in the border districts, where many voters said they saw little reason to choose between the "
        "two candidates.",
        "",
    ),
    (
        "The opposition leader accused the government of having agreed to the terms without consulting parliament.",
        "",
    ),
    (
        "Ostmark would freeze enrichment at its current level provided that the frozen funds are released in stages, "
        "two diplomats said.",
        "condition offer",
    ),
    (
        "The court heard that the captain should have changed course long before the collision, and that nobody on the "
        "bridge had raised the alarm.",
        "",
    ),
)
