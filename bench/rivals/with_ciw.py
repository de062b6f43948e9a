"""The posts of a plan in Ciw, as a network of queues: all of the day that Ciw can hold.

Ciw knows no windows, convoys, itineraries or people; each inspection is a customer who comes at
its planned minute to its post and is served for its planned length.
"""

import ciw
import numpy as np

from safeconduct.stress.script import INSPECT, Script


def queues(script: Script) -> int:
    """Simulate one day of all posts; how many services were begun."""
    scene = script.scene
    rows = np.flatnonzero(scene.kind == INSPECT)
    posts = sorted({int(scene.at[k]) for k in rows})
    arrivals, services, lanes = [], [], []
    for post in posts:
        mine = sorted((k for k in rows if scene.at[k] == post), key=lambda k: scene.start[k])
        moments = [float(scene.start[k]) for k in mine]
        gaps = np.maximum(np.diff([0.0, *moments]), 1e-9).tolist()
        arrivals.append(ciw.dists.Sequential([*gaps, float("inf")]))
        services.append(ciw.dists.Sequential([float(scene.dur[k]) for k in mine]))
        lanes.append(int(scene.lanes[post]) or 1_000)
    network = ciw.create_network(
        arrival_distributions=arrivals,
        service_distributions=services,
        number_of_servers=lanes,
        routing=np.zeros((len(posts), len(posts))).tolist(),
    )
    simulation = ciw.Simulation(network)
    simulation.simulate_until_max_time(float(scene.horizon))
    return len(simulation.get_all_records())
