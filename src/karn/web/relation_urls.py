"""The pages of problems, boards, what is normal to us, and who knows whom, one line each."""

from django.urls import URLPattern, path

from karn.web.views import boards, influence, normal, problems

RELATIONS: list[URLPattern] = [
    path("boards/<int:number>/", boards.board_import, name="board_import"),
    path("boards/<int:number>/discard/", boards.discard_import, name="discard_board"),
    path("boards/<int:number>/undo/", boards.undo_import, name="undo_board"),
    path("bonds/<int:number>/remove/", influence.remove_bond, name="remove_bond"),
    path("customers/<int:number>/influence/", influence.influence, name="influence"),
    path("customers/<int:number>/influence/bonds/", influence.bind, name="bind_contacts"),
    path("customers/<int:number>/influence/introduce/", influence.introduce, name="introduce"),
    path("customers/<int:number>/influence/judge/", influence.judge, name="judge_tie"),
    path("customers/<int:number>/normal/<int:item>/", normal.tick_innovation, name="tick_innovation"),
    path(
        "customers/<int:number>/normal/<int:item>/undo/", normal.untick_innovation, name="untick_innovation"
    ),
    path("customers/<int:number>/problems/", problems.board, name="customer_problems"),
    path("customers/<int:number>/problems/board.json", boards.problem_board, name="problem_board"),
    path("customers/<int:number>/problems/import/", boards.import_board, name="import_board"),
    path("customers/<int:number>/problems/new/", problems.new_problem, name="new_problem"),
    path("influence/", influence.thin_ties, name="thin_clients"),
    path("judgements/<int:number>/remove/", influence.remove_judgement, name="remove_judgement"),
    path("normal/", normal.normal, name="normal"),
    path("normal/<int:number>/", normal.normal_item, name="normal_item"),
    path("normal/<int:number>/edit/", normal.edit_normal, name="edit_normal"),
    path("normal/<int:number>/remove/", normal.remove_normal, name="remove_normal"),
    path("normal/<int:number>/restore/", normal.restore_normal, name="restore_normal"),
    path("normal/begin/", normal.begin_normal, name="begin_normal"),
    path("normal/new/", normal.new_normal, name="new_normal"),
    path("problems/", problems.problems, name="problems"),
    path("problems/<int:number>/", problems.problem, name="problem"),
    path("problems/<int:number>/move/", problems.move_problem, name="move_problem"),
    path("problems/<int:number>/remove/", problems.remove_problem, name="remove_problem"),
    path("problems/<int:number>/restore/", problems.restore_problem, name="restore_problem"),
    path("problems/board.json", boards.all_boards, name="all_boards"),
]
