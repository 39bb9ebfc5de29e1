from django.urls import path

from social.oversight import views

urlpatterns = [
    path("admin/groups/", views.admin_groups, name="admin_groups"),
    path("admin/groups/<id:number>/owner/", views.admin_group_owner, name="admin_group_owner"),
]
